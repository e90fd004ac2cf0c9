#include "report/scored.h"

#include <algorithm>

#include "report/failures.h"

namespace coldread {
namespace {

constexpr std::size_t kListedDocuments = 100;  // of one cause

}  // namespace

void set_scored(const Report& report, std::size_t run, const std::string& task, Dict& dict) {
  std::int64_t asked = 0, failed = 0;
  const auto add = [&](const auto& scores, const auto& count_of) {
    for (const auto& score : scores) {
      if (score.run != run || score.task != task) continue;
      asked = std::max(asked, count_of(score) + score.failures);
      failed = std::max(failed, score.failures);
    }
  };
  const auto count = [](const Score& score) { return score.estimate.count; };
  add(report.scores, count);
  add(report.group_scores, count);
  add(report.missing_scores, [](const MissingScore&) { return std::int64_t{0}; });
  if (asked == 0) return;
  dict.set("scored", asked - failed);
  dict.set("asked", asked);
}

void add_missing_scores(const Report& report, std::size_t run, List& scores) {
  for (const MissingScore& score : report.missing_scores) {
    if (score.run != run) continue;
    Dict dict;
    dict.set("task", score.task);
    dict.set("filter", score.filter);
    dict.set("metric", score.metric);
    dict.set("value", nullptr);
    dict.set("stderr", nullptr);
    dict.set("n", 0);
    dict.set("failures", score.failures);
    dict.set("scored", 0);
    dict.set("asked", score.failures);
    scores.emplace_back(std::move(dict));
  }
}

List failure_list(const Report& report) {
  List list;
  for (FailureCause& cause : failure_causes(report)) {
    Dict dict;
    dict.set("run", report.runs[cause.run].id);
    dict.set("task", cause.task);
    dict.set("message", cause.message);
    dict.set("count", static_cast<std::int64_t>(cause.documents.size()));
    if (cause.documents.size() > kListedDocuments) cause.documents.resize(kListedDocuments);
    dict.set("documents", to_list(cause.documents));
    list.emplace_back(std::move(dict));
  }
  return list;
}

}  // namespace coldread
