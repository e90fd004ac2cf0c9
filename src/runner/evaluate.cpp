#include "runner/evaluate.h"

#include <unordered_set>

#include "engine/engine.h"
#include "io/json.h"
#include "io/sha256.h"
#include "runner/execution.h"
#include "runner/requests.h"
#include "runner/response_json.h"
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

Unanswered unanswered_of(const std::vector<PlannedDocument>& documents, const Journal& journal) {
  Unanswered open;
  std::unordered_set<std::string> seen;
  for (const PlannedDocument& document : documents) {
    for (std::size_t i = 0; i < document.requests.size(); ++i) {
      const std::string& key = document.keys[i];
      if (journal.find(key) != nullptr || !seen.insert(key).second) continue;
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

Dict journal_identity(const Plan& plan) {
  Dict identity;
  identity.set("coldread journal", 1);
  for (const auto& [key, value] : to_value(plan.config)) identity.set(key, value);
  List digests;
  for (const PlannedModel& model : plan.models) digests.emplace_back(model.facts.digest);
  identity.set("weights", std::move(digests));
  List tasks;
  for (const auto& task : plan.tasks) tasks.emplace_back(sha256_hex(to_json(task->facts().config)));
  identity.set("task definitions", std::move(tasks));
  List folders;
  for (const std::filesystem::path& folder : plan.config.include_paths) folders.emplace_back(folder.string());
  identity.set("include_path", std::move(folders));
  return identity;
}

RunOutcome evaluate(const Plan& plan, Journal& journal, RunObserver& observer, const std::atomic<int>& stop) {
  RunOutcome outcome;
  outcome.execution = describe_machine(plan.config.threads);
  std::vector<std::vector<PlannedDocument>> documents;
  std::vector<Unanswered> open;
  std::int64_t total = 0;
  std::int64_t left = 0;
  observer.on_stage("building prompts");
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    documents.push_back(documents_of(plan, m));
    open.push_back(unanswered_of(documents.back(), journal));
    for (const PlannedDocument& document : documents.back())
      total += static_cast<std::int64_t>(document.requests.size());
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
  outcome.report = make_report(plan, documents, journal);
  finish(outcome.execution);
  return outcome;
}

}  // namespace coldread
