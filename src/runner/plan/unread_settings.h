#pragma once

#include <string>
#include <vector>

#include "runner/plan/plan.h"

namespace coldread {

/// A line for each setting of a plan's config that nothing in the plan reads, though another task or another setting
/// beside it would. A pure function of config and tasks. What one task alone does not read, the task says itself.
std::vector<std::string> unread_settings(const Plan& plan);

}  // namespace coldread
