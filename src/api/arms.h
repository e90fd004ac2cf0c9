#pragma once

#include <vector>

#include "api/report.h"

namespace coldread {

/// Runs that differ in their seed alone, as one arm each, in the order of the runs.
std::vector<Arm> arms_of(const Report& report);

}  // namespace coldread
