#pragma once

#include <span>
#include <vector>

#include "api/report.h"

namespace coldread {

/// One entry a task and run that has samples of it, in the order of tasks, then runs.
std::vector<TaskHealth> task_healths(const Report& report);

/// Whether an answer of 32 tokens or more ends in one n-gram of 1 to 20 tokens that stands there back to back, twice or
/// more often, over the last half of the answer or more. The last of them may be cut.
bool is_repetitive(std::span<const TokenId> ids);

}  // namespace coldread
