#pragma once

#include "runner/plan/plan.h"

namespace coldread {

/// Adds the groups of a plan, outer ones after those inside them, and their scores: over all leaf tasks, by
/// aggregate_metric_list, as lm-evaluation-harness puts them together. What is missing goes into the warnings.
void add_groups(const Plan& plan, Report& report);

}  // namespace coldread
