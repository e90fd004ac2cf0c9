#pragma once

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <span>
#include <unordered_map>
#include <vector>

#include "engine/batch_plan.h"
#include "engine/beam_search.h"
#include "engine/cohort.h"
#include "engine/engine.h"
#include "engine/kv_budget.h"
#include "engine/prompt.h"
#include "engine/slots.h"

namespace coldread {

/// The engine over a model of this process. Requests that arrive between two steps form a cohort, which shares
/// prefixes; cohorts are prefilled in the order of their arrival, beside the generations that decode. All share the
/// limits and the memory.
///
/// A step is a batch of a row for each generation in a slot, then of rows of prefill. Beam searches run one at a time,
/// a token a step in a batch of their own, in turn with the others' batches; their sequences are not in the budget.
class Scheduler final : public Engine {
 public:
  /// options: all given, no zeros. tokenizer may be null where all requests come as ids.
  Scheduler(Model& model, const Tokenizer* tokenizer, const EngineOptions& options);

  /// Reads text with this tokenizer from now on. There was none before, and it must outlive the scheduler.
  void take_tokenizer(const Tokenizer& tokenizer);
  /// Drops all requests on their way.
  void drop_all();

  void add(std::size_t id, Request request, RunFacts& facts) override;
  void step(ResponseSink& sink, RunFacts& facts) override;
  void cancel(std::size_t id) override;
  bool idle() const override { return open_.empty(); }

 private:
  /// Where a request on its way stands: with a cohort, or in answered_ or searches_.
  struct Place {
    Cohort* cohort = nullptr;
    const Cohort::PlacedScoring* scoring = nullptr;
    Cohort::PlacedGeneration* generation = nullptr;
  };

  /// Does a call's work. Where that throws, nothing is on its way any more.
  template <typename Work>
  void or_drop_all(const Work& work);

  void admit(Scoring scoring, RunFacts& facts);
  void admit(Generation generation, RunFacts& facts);
  void admit(BeamSearch search, RunFacts& facts);
  Cohort& arriving_cohort();
  void close_arriving();
  void withdraw(const Place& place);
  void drop_cohorts_that_are_over();

  void step_search(ResponseSink& sink, RunFacts& facts);
  void step_cohorts(ResponseSink& sink, RunFacts& facts);
  BatchPlan plan_batch();
  void take_scores(const BatchPlan& plan, std::span<const ProbeResult> results, ResponseSink& sink);
  void take_started(ResponseSink& sink, RunFacts& facts);
  void take_token(Generation& generation, ResponseSink& sink, RunFacts& facts);
  void answer(std::size_t id, const Response& response, ResponseSink& sink);

  Model& model_;
  const Tokenizer* tokenizer_;
  PromptEncoder encoder_;
  std::vector<TokenId> end_of_text_;
  BatchLimits limits_;
  bool share_prefixes_;
  KvBudget budget_;

  std::unordered_map<std::size_t, Place> open_;  ///< every request on its way, by id
  std::map<std::size_t, Response> answered_;     ///< without a batch
  std::list<BeamSearch> searches_;               ///< the first one runs
  bool searched_last_ = false;
  std::unique_ptr<Cohort> arriving_;              ///< of requests that came since the last step
  std::vector<std::unique_ptr<Cohort>> cohorts_;  ///< closed, in order of arrival
  Slots slots_;
  bool is_busy_ = false;  ///< with a call
};

/// With limits of its own choice where the options leave them open.
std::unique_ptr<Scheduler> make_scheduler(Model& model, const Tokenizer* tokenizer, const EngineOptions& options);

}  // namespace coldread
