#include <algorithm>
#include <fmt/format.h>

#include "base/error.h"
#include "base/suggest.h"
#include "compare/merge.h"

namespace coldread {
namespace {

bool holds(const Report& report, const std::string& task) {
  return std::ranges::find(report.tasks, task, &TaskFacts::name) != report.tasks.end();
}

void rename(const TaskPair& pair, const std::string& folder, Report& report) {
  const auto rename_in = [&](auto& entries) {
    for (auto& one : entries) {
      if (one.task == pair.other) one.task = pair.name;
    }
  };
  for (TaskFacts& task : report.tasks) {
    if (task.name != pair.other) continue;
    task.name = pair.name;
    if (task.alias.empty()) task.alias = pair.other;
  }
  for (RunColumn& run : report.runs) rename_in(run.used);
  rename_in(report.scores);
  rename_in(report.missing_scores);
  rename_in(report.quality);
  rename_in(report.health);
  for (Sample& sample : report.samples) {
    if (sample.task != pair.other) continue;
    sample.task = pair.name;
    for (SampleRequest& request : sample.requests) request.request.key.task = pair.name;
  }
  for (GroupFacts& group : report.groups) {
    std::ranges::replace(group.tasks, pair.other, pair.name);
    std::ranges::replace(group.members, pair.other, pair.name);
  }
  report.warnings.push_back(
      fmt::format("{}: task {} of {} is compared under this name", pair.name, pair.other, folder));
}

void demand_task(const std::string& task, std::span<const NamedReport> reports) {
  std::vector<std::string> names;
  for (const NamedReport& one : reports) {
    for (const TaskFacts& known : one.report.tasks) names.push_back(known.name);
  }
  if (std::ranges::find(names, task) != names.end()) return;
  throw Error(ErrorCode::usage, fmt::format("no run holds task '{}'{}", task, did_you_mean(task, names)));
}

}  // namespace

void pair_tasks(std::span<const TaskPair> pairs, std::span<NamedReport> reports) {
  for (const TaskPair& pair : pairs) {
    demand_task(pair.name, reports);
    demand_task(pair.other, reports);
    for (NamedReport& one : reports) {
      if (!holds(one.report, pair.other)) continue;
      if (holds(one.report, pair.name)) {
        throw Error(ErrorCode::usage, fmt::format("{} holds both '{}' and '{}': each must be in a run of its own to be "
                                                  "compared as one task",
                                                  one.name, pair.name, pair.other));
      }
      rename(pair, one.name, one.report);
    }
  }
}

}  // namespace coldread
