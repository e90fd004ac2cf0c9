#pragma once

#include <string>

namespace coldread {

/// The parts of report/assets as one script: one scope holds them all, in the order in which they need each other.
std::string page_script();

}  // namespace coldread
