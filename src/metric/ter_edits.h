#pragma once

#include "metric/edit_distance.h"

namespace coldread {

/// The fewest edits found that turn the output into the reference: insertions, removals, substitutions, and shifts of a
/// run of words, each of cost 1. Shifts are searched greedily with Tercom's limits. Source: Snover et al. 2006.
int ter_edits(WordIds output, const WordIds& reference);

}  // namespace coldread
