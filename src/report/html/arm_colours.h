#pragma once

#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// The class of the page's style that colours each arm: along a ramp by value where one number tells the arms apart,
/// else by the first axis in which they differ (a model, a setting), in Okabe and Ito's order.
std::vector<std::string> arm_colours(const Report& report);

/// The same for each run: the colour of its arm.
std::vector<std::string> run_colours(const Report& report);

}  // namespace coldread
