#pragma once

#include <vector>

#include "api/report.h"
#include "runner/plan/requests.h"

namespace coldread {

/// Writes into each column how its tasks' answers were generated. documents: per model.
void add_used_sampling(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                       std::vector<RunColumn>& columns);

}  // namespace coldread
