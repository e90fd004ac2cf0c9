#pragma once

#include <string>
#include <vector>

#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// Throws Error(usage), a line each, where a task or a sampling setting asks for answers so long that no prompt has
/// room beside them in the context of a model.
void require_room_for_answers(const Plan& plan);

/// A line for each task whose prompts some model would read cut, since they and their answers exceed its context:
/// with counts, and what would help. Models that were not looked for are passed over. documents: per model.
std::vector<std::string> cut_prompts(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents);

}  // namespace coldread
