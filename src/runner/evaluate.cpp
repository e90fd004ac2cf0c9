#include "runner/evaluate.h"

#include <algorithm>

#include "api/request_size.h"
#include "runner/execution.h"
#include "runner/journal/answers.h"
#include "runner/plan/unanswered.h"
#include "runner/scoring.h"
#include "runner/token_bytes.h"

namespace coldread {
namespace {

/// Keeps each answer as it comes.
class AnswerSink : public ResponseSink {
 public:
  /// tokenizer: of the model that answers; null where it keeps that to itself.
  AnswerSink(const Unanswered& open, const Tokenizer* tokenizer, AnswerStore& store, RunObserver& observer,
             RunProgress& progress)
      : open_(open), tokenizer_(tokenizer), store_(store), observer_(observer), progress_(progress) {}

  void on_done(std::size_t request, const Response& response) override {
    Response kept = storable(response);
    if (tokenizer_ != nullptr) add_token_bytes(kept, open_.requests[request], *tokenizer_);
    store_.append(open_.keys[request], kept);
    ++progress_.done;
    progress_.work_done += size_of(open_.requests[request]).work;
    observer_.on_progress(progress_);
  }
  /// Once it was requested it stays so: requests may have gone unanswered.
  bool stop_requested() override {
    stopped_ = stopped_ || observer_.stop_requested();
    return stopped_;
  }

 private:
  const Unanswered& open_;
  const Tokenizer* tokenizer_;
  AnswerStore& store_;
  RunObserver& observer_;
  RunProgress& progress_;
  bool stopped_ = false;
};

void answer(const PlannedModel& planned, const OpenOptions& options, const Unanswered& open, AnswerSink& sink,
            const RunProgress& progress, Execution& execution, RunObserver& observer) {
  observer.on_stage("loading " + planned.config.name);
  Stopwatch loading;
  const OpenModel model = planned.found->open(options);
  execution.weight_copies = std::max(execution.weight_copies, model.weight_copies);
  execution.seconds_loading += loading.seconds();
  for (const std::string& warning : model.warnings) observer.on_warning(planned.config.name + ": " + warning);
  observer.on_stage("evaluating " + planned.config.name);
  observer.on_progress(progress);
  Stopwatch evaluating;
  RunFacts facts;
  model.engine->run(open.requests, sink, facts);
  execution.seconds_evaluating += evaluating.seconds();
  execution.answered_requests += static_cast<std::int64_t>(open.requests.size());
  execution.computed_tokens += facts.computed_tokens;
  execution.shared_tokens += facts.prompt_tokens + facts.generated_tokens - facts.computed_tokens;
}

}  // namespace

RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                    const RunEstimate& estimate, AnswerStore& store, RunObserver& observer) {
  RunOutcome outcome;
  outcome.folder = plan.config.out;
  outcome.execution = describe_machine(plan.config.threads);
  outcome.execution.estimated_memory_bytes = static_cast<std::int64_t>(estimate.peak);
  std::vector<Unanswered> open;
  RunProgress progress;
  for (const auto& of_model : documents) {
    open.push_back(unanswered_of(of_model, store.answers()));
    for (const PlannedDocument& document : of_model) {
      progress.total += static_cast<std::int64_t>(document.requests.size());
    }
    progress.done -= static_cast<std::int64_t>(open.back().requests.size());
    for (const Request& request : open.back().requests) progress.work_total += size_of(request).work;
  }
  progress.done += progress.total;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    if (open[m].requests.empty()) continue;
    const std::shared_ptr<const Tokenizer> tokenizer = plan.models[m].found->tokenizer();
    AnswerSink sink(open[m], tokenizer.get(), store, observer, progress);
    OpenOptions options = open_options(plan.config, plan.models[m].config);
    options.one_copy = estimate.models[m].weights.copies == 1;
    if (estimate.models[m].weights.wide) options.expected = expected_generation(open[m].requests);
    answer(plan.models[m], options, open[m], sink, progress, outcome.execution, observer);
    store.sync();
    if (sink.stop_requested()) {
      outcome.interrupted = true;
      outcome.report = report_so_far(plan, documents, store.answers());
      return outcome;
    }
  }
  observer.on_stage("scoring");
  store.finish(keys_of(documents));
  outcome.report = make_report(plan, documents, store.answers());
  finish(outcome.execution);
  return outcome;
}

}  // namespace coldread
