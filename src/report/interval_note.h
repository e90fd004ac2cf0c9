#pragma once

#include <string>
#include <vector>

#include "report/scoreboard.h"

namespace coldread {

/// What a reader of a score table must know of its intervals: whose documents were drawn by passage. Empty where all
/// documents stand alone.
std::string interval_note(const std::vector<TaskBlock>& blocks);

}  // namespace coldread
