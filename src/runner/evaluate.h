#pragma once

#include <vector>

#include "runner/journal/answer_store.h"
#include "runner/plan/estimate.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"
#include "runner/run_observer.h"
#include "runner/run_outcome.h"

namespace coldread {

/// Answers what the store lacks, puts it in order, scores all of it and makes the report. documents: by model.
/// estimate: says how many copies of the weights fit.
RunOutcome evaluate(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                    const RunEstimate& estimate, AnswerStore& store, RunObserver& observer);

}  // namespace coldread
