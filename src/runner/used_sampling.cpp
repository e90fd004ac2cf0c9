#include "runner/used_sampling.h"

#include <algorithm>
#include <map>
#include <utility>

namespace coldread {
namespace {

/// Nothing where the document's requests generate nothing.
std::optional<TaskSampling> used_by(const Task& task, const std::vector<Request>& requests) {
  std::optional<TaskSampling> used;
  for (const Request& request : requests) {
    const auto* generate = std::get_if<Generate>(&request.body);
    if (generate == nullptr) continue;
    if (!used) {
      used = TaskSampling{.task = task.facts().name,
                          .sampling = generate->sampling,
                          .max_tokens = generate->max_tokens,
                          .until = generate->until};
    }
    used->repeats = std::max<std::int64_t>(used->repeats, request.key.repeat + 1);
  }
  return used;
}

}  // namespace

void add_used_sampling(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                       std::vector<RunColumn>& columns) {
  std::map<std::pair<std::size_t, std::size_t>, TaskSampling> used;  // by column and task
  for (const auto& of_model : documents) {
    for (const PlannedDocument& document : of_model) {
      if (used.contains({document.column, document.task})) continue;
      const auto found = used_by(*plan.tasks[document.task], document.requests);
      if (found) used.emplace(std::pair(document.column, document.task), *found);
    }
  }
  for (const auto& [key, sampling] : used) columns[key.first].used.push_back(sampling);
  for (std::size_t c = 0; c < columns.size(); ++c) {
    RunColumn& column = columns[c];
    if (plan.columns[c].overrides_sampling || column.used.empty() || column.sampling_differs()) continue;
    column.sampling = column.used.front().sampling;
  }
}

}  // namespace coldread
