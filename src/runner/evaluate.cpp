#include "runner/evaluate.h"

#include <unordered_set>

#include "engine/engine.h"
#include "runner/execution.h"
#include "runner/scoring.h"

namespace coldread {
namespace {

/// Puts each answer into the journal as it comes.
class JournalSink : public ResponseSink {
 public:
  JournalSink(std::vector<std::string> keys, Journal& journal, RunObserver& observer, const std::atomic<int>& stop,
              std::int64_t done, std::int64_t total)
      : keys_(std::move(keys)), journal_(journal), observer_(observer), stop_(stop), done_(done), total_(total) {}

  void on_done(std::size_t request, const Response& response) override {
    journal_.append(keys_[request], response);
    observer_.on_progress(++done_, total_);
  }
  bool stop_requested() override { return stop_.load(std::memory_order_relaxed) != 0; }

 private:
  std::vector<std::string> keys_;
  Journal& journal_;
  RunObserver& observer_;
  const std::atomic<int>& stop_;
  std::int64_t done_;
  std::int64_t total_;
};

/// The requests that the journal has no answer to, each once.
struct Unanswered {
  std::vector<Request> requests;
  std::vector<std::string> keys;
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
            Execution& execution, RunObserver& observer) {
  observer.on_stage("loading " + planned.config.name);
  Stopwatch loading;
  const auto model = load_model(planned.path, {.threads = config.threads, .compute = planned.config.compute});
  execution.seconds_loading += loading.seconds();
  EngineOptions options;
  options.memory_bytes = memory_budget(config.memory);
  observer.on_stage("evaluating " + planned.config.name);
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
  std::int64_t total = 0;
  std::int64_t left = 0;
  for (const auto& of_model : documents) {
    open.push_back(unanswered_of(of_model, journal.answers()));
    for (const PlannedDocument& document : of_model) total += static_cast<std::int64_t>(document.requests.size());
    left += static_cast<std::int64_t>(open.back().requests.size());
  }
  std::int64_t done = total - left;
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    if (open[m].requests.empty()) continue;
    JournalSink sink(open[m].keys, journal, observer, stop, done, total);
    answer(plan.models[m], plan.config, open[m], sink, outcome.execution, observer);
    journal.sync();
    if (stop.load() != 0) {
      outcome.interrupted = true;
      return outcome;
    }
    done += static_cast<std::int64_t>(open[m].requests.size());
  }
  observer.on_stage("scoring");
  journal.finish(keys_of(documents));
  outcome.report = make_report(plan, documents, journal.answers());
  finish(outcome.execution);
  return outcome;
}

}  // namespace coldread
