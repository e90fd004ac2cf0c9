#pragma once

#include <span>

#include "api/report.h"

namespace coldread {

/// The interval of the mean score of every arm that has several runs, over documents and seeds: a two-way bootstrap
/// keyed by the answers' digest. Of the documents that every run of the arm scored. Fills Report::arm_intervals.
void add_arm_intervals(Report& report, std::span<const Arm> arms);

}  // namespace coldread
