#pragma once

#include <cstdint>
#include <deque>
#include <utility>
#include <vector>

#include "engine/engine.h"
#include "engine/generation.h"
#include "engine/kv_budget.h"
#include "engine/prefill.h"
#include "engine/scores.h"

namespace coldread {

/// Requests that are answered together: their tokens form one trie.
class Window {
 public:
  Window(Model& model, bool share_prefixes, KvBudget& budget) : model_(model), budget_(budget), trie_(share_prefixes) {}

  void add_score(std::size_t request, ScoredWindows windows, ResponseSink& sink);
  void add_generation(Generation generation, ResponseSink& sink);
  /// Tokens that the requests ask the model to read, prompts alone, before any sharing.
  std::size_t tokens() const { return tokens_; }

  /// Answers all, or stops early where the sink asks for it: false then.
  bool run(const BatchLimits& limits, ResponseSink& sink, RunFacts& facts);

 private:
  /// A generation between its prompt and its end.
  struct Decoding {
    Generation* generation;
    HeldSequence held;
  };

  void activate(Prefill& prefill, std::size_t slots, bool force);
  void plan_decoding(BatchPlan& plan);
  void take_token(Generation& generation, ResponseSink& sink, RunFacts& facts);

  Model& model_;
  KvBudget& budget_;
  PrefixTrie trie_;
  Scores scores_;
  std::size_t tokens_ = 0;

  struct ScoreQuestion {
    ScoredIds scored;
    std::uint32_t node;
    std::uint32_t job;
    std::uint32_t first_slot;
  };
  std::deque<ScoreQuestion> questions_;
  std::deque<std::pair<Generation, std::uint32_t>> generations_;  ///< with the node that the prompt ends at
  std::deque<Prefill::Started> waiting_;                          ///< have their first token, but no slot yet
  std::vector<Decoding> decoding_;
};

}  // namespace coldread
