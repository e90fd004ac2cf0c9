#pragma once

#include <vector>

#include "task/config.h"
#include "task/task.h"

namespace coldread {

/// The metrics of a task: its metric_list, or the defaults of its output type. Throws Error(usage) with the place in
/// the YAML: unknown metric, option or aggregation, a metric that cannot score the output type, one listed twice.
std::vector<TaskMetric> read_metrics(const TaskConfig& config);

}  // namespace coldread
