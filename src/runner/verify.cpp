#include "runner/verify.h"

#include <algorithm>
#include <optional>
#include <unordered_set>

#include "base/draw.h"
#include "base/error.h"
#include "base/philox.h"
#include "io/json.h"
#include "runner/config/memory_budget.h"
#include "runner/folder/model_location.h"
#include "runner/folder/stored_run.h"
#include "runner/journal/answers.h"
#include "runner/journal/response_json.h"

namespace coldread {
namespace {

/// An answer of the run, with what to ask to get it again.
struct StoredAnswer {
  std::size_t model = 0;
  Request request;
  std::string name;
  const Response* response = nullptr;
};

std::string name_of(const Plan& plan, const PlannedDocument& planned, std::size_t request) {
  const Task& task = *plan.tasks[planned.task];
  std::string name = task.facts().name + ", document " + std::to_string(planned.requests[request].key.document) +
                     ", request " + std::to_string(request);
  if (plan.columns.size() > 1) name += ", " + plan.columns[planned.column].run.id;
  return name;
}

/// Each answer of the run once.
std::vector<StoredAnswer> answers_of(const StoredRun& run) {
  std::vector<StoredAnswer> answers;
  std::unordered_set<std::string> seen;
  for (std::size_t m = 0; m < run.documents.size(); ++m) {
    for (const PlannedDocument& planned : run.documents[m]) {
      for (std::size_t i = 0; i < planned.requests.size(); ++i) {
        if (!seen.insert(planned.keys[i]).second) continue;
        answers.push_back({.model = m,
                           .request = planned.requests[i],
                           .name = name_of(run.plan, planned, i),
                           .response = &run.journal.answers.at(planned.keys[i])});
      }
    }
  }
  return answers;
}

/// A random part, in its order: requests that share a prefix stay together.
template <typename Item>
std::vector<Item> sampled(std::vector<Item> items, std::size_t count, std::uint64_t seed) {
  std::vector<Item> chosen;
  for (const std::size_t i : drawn(items.size(), count, RandomStream(seed, "verify", 0, 0)))
    chosen.push_back(std::move(items[i]));
  return chosen;
}

/// Where two answers part; empty where they are equal to the bit.
std::string difference(const Response& stored, const Response& computed) {
  const Value before = to_value(stored);
  const Value after = to_value(computed);
  if (before == after) return "";
  for (const auto& [key, value] : before.as_dict()) {
    const Value* other = after.find(key);
    if (other == nullptr || *other == value) continue;
    if (!value.is_list() || !other->is_list()) {
      return key + " is " + to_json(*other) + ", the run holds " + to_json(value);
    }
    const List& a = value.as_list();
    const List& b = other->as_list();
    std::size_t i = 0;
    while (i < std::min(a.size(), b.size()) && a[i] == b[i]) ++i;
    const auto item = [&](const List& list) { return i < list.size() ? to_json(list[i]) : std::string("missing"); };
    return key + "[" + std::to_string(i) + "] is " + item(b) + ", the run holds " + item(a);
  }
  return "the answer is of another kind";
}

/// Answers by request; none where a stop came before.
class Collector : public ResponseSink {
 public:
  Collector(std::size_t count, RunObserver& observer) : responses(count), observer_(observer) {}
  void on_done(std::size_t request, const Response& response) override {
    responses[request] = storable(response);
    ++done_;
    const auto total = static_cast<std::int64_t>(responses.size());
    observer_.on_progress({.done = done_,
                           .total = total,
                           .work_done = static_cast<double>(done_),
                           .work_total = static_cast<double>(total)});
  }
  bool stop_requested() override { return observer_.stop_requested(); }
  std::vector<std::optional<Response>> responses;

 private:
  RunObserver& observer_;
  std::int64_t done_ = 0;
};

std::vector<std::optional<Response>> compute(const FoundModel& found, const std::string& name,
                                             const std::vector<Request>& requests, const OpenOptions& options,
                                             RunObserver& observer) {
  observer.on_stage("loading " + name);
  const OpenModel model = found.open(options);
  observer.on_stage("verifying " + name);
  Collector collector(requests.size(), observer);
  RunFacts facts;
  model.engine->run(requests, collector, facts);
  return std::move(collector.responses);
}

}  // namespace

Verification verify(const std::filesystem::path& folder, const VerifyOptions& options, const Backend& backend,
                    RunObserver& observer) {
  OpenOptions opened;
  opened.threads = options.threads;
  opened.memory_bytes = memory_budget(options.memory);
  observer.on_stage("reading " + folder.string());
  const StoredRun run = read_stored_run(folder, ErrorCode::input);
  demand_finished(run);
  const Plan& plan = run.plan;
  std::vector<StoredAnswer> answers = answers_of(run);
  Verification verification;
  verification.answers = answers.size();
  verification.digest = answers_digest(keys_of(run.documents), run.journal.answers);
  verification.mismatch = results_mismatch(folder, verification.digest);
  answers = sampled(std::move(answers), options.sample, options.seed);
  for (std::size_t m = 0; m < plan.models.size(); ++m) {
    std::vector<const StoredAnswer*> of_model;
    std::vector<Request> requests;
    for (const StoredAnswer& answer : answers) {
      if (answer.model != m) continue;
      of_model.push_back(&answer);
      requests.push_back(answer.request);
    }
    if (requests.empty() || observer.stop_requested()) continue;
    opened.compute = plan.models[m].config.compute;
    const auto found = find_model_of(folder, plan.models[m], backend);
    const auto computed = compute(*found, plan.models[m].config.name, requests, opened, observer);
    for (std::size_t i = 0; i < computed.size(); ++i) {
      if (!computed[i]) continue;
      ++verification.verified;
      const std::string what = difference(*of_model[i]->response, *computed[i]);
      if (!what.empty()) verification.differences.push_back({.request = of_model[i]->name, .what = what});
    }
  }
  return verification;
}

}  // namespace coldread
