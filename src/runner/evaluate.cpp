#include "runner/evaluate.h"

#include <unordered_set>

#include "engine/engine.h"
#include "runner/execution.h"
#include "runner/scoring.h"

namespace coldread {
namespace {

/// The requests that the journal has no answer to, each once.
struct Unanswered {
  std::vector<Request> requests;
  std::vector<std::string> keys;
};

constexpr double kBytesOfToken = 4;

double work_of(const LogLikelihood& body, bool first_choice) {
  const std::size_t read_once = first_choice ? body.context.size() : 0;  // the choices of a document share it
  return static_cast<double>(read_once + body.continuation.size()) / kBytesOfToken;
}
double work_of(const LogLikelihoodOfIds& body, bool) {
  return static_cast<double>(body.ids.size());
}
double work_of(const RollingLogLikelihood& body, bool) {
  return static_cast<double>(body.text.size()) / kBytesOfToken;
}
double work_of(const Generate& body, bool) {
  const auto* text = std::get_if<std::string>(&body.prompt);
  const double prompt = text != nullptr ? static_cast<double>(text->size()) / kBytesOfToken
                                        : static_cast<double>(std::get<std::vector<TokenId>>(body.prompt).size());
  return prompt + static_cast<double>(body.max_tokens);
}
/// About as many tokens as it has to read and to make, and something for itself.
double work_of(const Request& request) {
  return 1 + std::visit([&](const auto& body) { return work_of(body, request.key.choice == 0); }, request.body);
}

/// Puts each answer into the journal as it comes.
class JournalSink : public ResponseSink {
 public:
  JournalSink(const Unanswered& open, Journal& journal, RunObserver& observer, const std::atomic<int>& stop,
              RunProgress& progress)
      : open_(open), journal_(journal), observer_(observer), stop_(stop), progress_(progress) {}

  void on_done(std::size_t request, const Response& response) override {
    journal_.append(open_.keys[request], response);
    ++progress_.done;
    progress_.work_done += work_of(open_.requests[request]);
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

Unanswered unanswered_of(const std::vector<PlannedDocument>& documents, const Answers& answers) {
  Unanswered open;
  std::unordered_set<std::string> seen;
  for (const PlannedDocument& document : documents) {
    for (std::size_t i = 0; i < document.requests.size(); ++i) {
      const std::string& key = document.keys[i];
      if (answers.contains(key) || !seen.insert(key).second) continue;
      open.requests.push_back(document.requests[i]);
      open.keys.push_back(key);
    }
  }
  return open;
}

void answer(const PlannedModel& planned, const RunConfig& config, const Unanswered& open, JournalSink& sink,
            const RunProgress& progress, Execution& execution, RunObserver& observer) {
  observer.on_stage("loading " + planned.config.name);
  Stopwatch loading;
  const auto model = load_model(planned.path, {.threads = config.threads, .compute = planned.config.compute});
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

RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents, Journal& journal,
                    RunObserver& observer, const std::atomic<int>& stop) {
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
    for (const Request& request : open.back().requests) progress.work_total += work_of(request);
  }
  progress.done += progress.total;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    if (open[m].requests.empty()) continue;
    JournalSink sink(open[m], journal, observer, stop, progress);
    answer(plan.models[m], plan.config, open[m], sink, progress, outcome.execution, observer);
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
