#pragma once

#include <vector>

#include "api/report.h"
#include "runner/journal/answers.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// The report of a run: a pure function of the plan and the answers to these documents. documents: per model.
Report make_report(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                   const Answers& answers);

/// The same of the documents that have all of their answers. Where some lack any, the report is marked as unfinished.
Report report_so_far(const Plan& plan, std::vector<std::vector<PlannedDocument>> documents, const Answers& answers);

}  // namespace coldread
