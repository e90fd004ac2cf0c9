#include "app/run_json.h"

#include <algorithm>
#include <map>
#include <set>
#include <string>
#include <utility>

namespace coldread::app {
namespace {

/// Documents that were asked, by run column and task.
std::map<std::pair<std::size_t, std::string>, std::int64_t> documents_asked(const Report& report) {
  std::map<std::pair<std::size_t, std::string>, std::set<std::int64_t>> documents;
  for (const Sample& sample : report.samples) documents[{sample.run, sample.task}].insert(sample.document);
  std::map<std::pair<std::size_t, std::string>, std::int64_t> asked;
  for (const auto& [key, ids] : documents) asked[key] = static_cast<std::int64_t>(ids.size());
  for (const GroupFacts& group : report.groups) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      std::int64_t sum = 0;
      for (const std::string& task : group.tasks) sum += asked[{run, task}];
      asked[{run, group.facts.name}] = sum;
    }
  }
  return asked;
}

/// The sampling setting's name, with the seed where several were run.
std::string setting_of(const RunColumn& run) {
  const std::size_t seed = run.id.rfind("seed ");
  if (seed == std::string::npos) return run.setting;
  return run.setting + (run.setting.empty() ? "" : " / ") + run.id.substr(seed);
}

Dict score_json(const Report& report, const Score& score, std::int64_t asked) {
  const RunColumn& run = report.runs[score.run];
  const bool plain = score.filter.empty() || score.filter == "none";
  Dict dict;
  dict.set("model", run.model.name);
  dict.set("setting", setting_of(run));
  dict.set("task", score.task);
  dict.set("metric", plain ? score.metric : score.metric + "," + score.filter);
  dict.set("value", score.estimate.value);
  dict.set("low", score.interval ? Value(score.interval->low) : Value());
  dict.set("high", score.interval ? Value(score.interval->high) : Value());
  dict.set("stderr", score.estimate.standard_error ? Value(*score.estimate.standard_error) : Value());
  dict.set("scored", score.estimate.count);
  dict.set("asked", asked);
  return dict;
}

}  // namespace

Dict run_json(const std::filesystem::path& folder, const Report& report, int exit_code) {
  auto asked = documents_asked(report);
  List scores;
  for (const std::vector<Score>* list : {&report.scores, &report.group_scores}) {
    for (const Score& score : *list) scores.emplace_back(score_json(report, score, asked[{score.run, score.task}]));
  }
  Dict dict;
  dict.set("run", folder.string());
  dict.set("exit", exit_code);
  dict.set("scores", std::move(scores));
  if (report.unfinished) {
    Dict unfinished;
    unfinished.set("answered", report.unfinished->answered);
    unfinished.set("documents", report.unfinished->documents);
    dict.set("unfinished", std::move(unfinished));
  }
  return dict;
}

}  // namespace coldread::app
