#include "runner/evaluate.h"

#include <algorithm>

#include "api/request_size.h"
#include "engine/engine.h"
#include "runner/config/memory_budget.h"
#include "runner/execution.h"
#include "runner/plan/unanswered.h"
#include "runner/scoring.h"

namespace coldread {
namespace {

/// Puts each answer into the journal as it comes.
class JournalSink : public ResponseSink {
 public:
  JournalSink(const Unanswered& open, Journal& journal, RunObserver& observer, const std::atomic<int>& stop,
              RunProgress& progress)
      : open_(open), journal_(journal), observer_(observer), stop_(stop), progress_(progress) {}

  void on_done(std::size_t request, const Response& response) override {
    journal_.append(open_.keys[request], response);
    ++progress_.done;
    progress_.work_done += size_of(open_.requests[request]).work;
    observer_.on_progress(progress_);
  }
  bool stop_requested() override { return stop_.load(std::memory_order_relaxed) != 0; }

 private:
  const Unanswered& open_;
  Journal& journal_;
  RunObserver& observer_;
  const std::atomic<int>& stop_;
  RunProgress& progress_;
};

void answer(const PlannedModel& planned, const RunConfig& config, const Footprint& weights, const Unanswered& open,
            JournalSink& sink, const RunProgress& progress, Execution& execution, RunObserver& observer) {
  observer.on_stage("loading " + planned.config.name);
  Stopwatch loading;
  ModelOptions loaded{.threads = config.threads, .compute = planned.config.compute};
  if (weights.copies == 1) loaded.nodes.emplace();
  if (weights.wide) loaded.expected = expected_generation(open.requests);
  const auto model = load_model(planned.path, loaded);
  execution.weight_copies = std::max(execution.weight_copies, model->weight_copies());
  execution.seconds_loading += loading.seconds();
  for (const std::string& warning : model->warnings()) observer.on_warning(planned.config.name + ": " + warning);
  EngineOptions options;
  options.memory_bytes = memory_budget(config.memory);
  observer.on_stage("evaluating " + planned.config.name);
  observer.on_progress(progress);
  Stopwatch evaluating;
  RunFacts facts;
  make_local_engine(*model, planned.tokenizer.get(), options)->run(open.requests, sink, facts);
  execution.seconds_evaluating += evaluating.seconds();
  execution.answered_requests += static_cast<std::int64_t>(open.requests.size());
  execution.computed_tokens += facts.computed_tokens;
  execution.shared_tokens += facts.prompt_tokens + facts.generated_tokens - facts.computed_tokens;
}

}  // namespace

RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                    const RunEstimate& estimate, Journal& journal, RunObserver& observer,
                    const std::atomic<int>& stop) {
  RunOutcome outcome;
  outcome.execution = describe_machine(plan.config.threads);
  std::vector<Unanswered> open;
  RunProgress progress;
  for (const auto& of_model : documents) {
    open.push_back(unanswered_of(of_model, journal.answers()));
    for (const PlannedDocument& document : of_model) {
      progress.total += static_cast<std::int64_t>(document.requests.size());
    }
    progress.done -= static_cast<std::int64_t>(open.back().requests.size());
    for (const Request& request : open.back().requests) progress.work_total += size_of(request).work;
  }
  progress.done += progress.total;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    if (open[m].requests.empty()) continue;
    JournalSink sink(open[m], journal, observer, stop, progress);
    answer(plan.models[m], plan.config, estimate.models[m].weights, open[m], sink, progress, outcome.execution,
           observer);
    journal.sync();
    if (stop.load() != 0) {
      outcome.interrupted = true;
      return outcome;
    }
  }
  observer.on_stage("scoring");
  journal.finish(keys_of(documents));
  outcome.report = make_report(plan, documents, journal.answers());
  finish(outcome.execution);
  return outcome;
}

}  // namespace coldread
