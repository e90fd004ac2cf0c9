#pragma once

#include "runner/plan/plan.h"

namespace coldread {

/// Throws Error(usage), a line each, where a task or a sampling setting asks for answers so long that no prompt has
/// room beside them in the context of a model.
void require_room_for_answers(const Plan& plan);

}  // namespace coldread
