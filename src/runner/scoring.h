#pragma once

#include <vector>

#include "api/report.h"
#include "runner/journal.h"
#include "runner/plan.h"
#include "runner/requests.h"

namespace coldread {

/// The report of a finished run: a pure function of the plan and the journal's answers. documents: per model.
Report make_report(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                   const Journal& journal);

}  // namespace coldread
