#pragma once

#include <string>
#include <vector>

#include "task/config.h"
#include "task/task.h"

namespace coldread {

/// The metrics of a task: its metric_list, or the defaults of its output type. Throws Error(usage) with the place in
/// the YAML: unknown metric, option or aggregation, a metric that cannot score the output type, one listed twice.
/// What has no effect is added to warnings.
std::vector<TaskMetric> read_metrics(const TaskConfig& config, std::vector<std::string>& warnings);

/// The metrics of a task that scores with a function: those of its metric_list that the function gives. order: for each
/// its index in results.metrics.
std::vector<TaskMetric> read_result_metrics(const TaskConfig& config, const ResultsFunction& results,
                                            std::vector<std::size_t>& order, std::vector<std::string>& warnings);

}  // namespace coldread
