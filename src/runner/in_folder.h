#pragma once

#include <vector>

#include "api/execution.h"
#include "runner/folder/run_journal.h"
#include "runner/plan/plan.h"
#include "runner/plan/requests.h"
#include "runner/run_observer.h"
#include "runner/run_outcome.h"

namespace coldread {

/// A plan with all its requests.
struct PlannedRun {
  Plan plan;
  std::vector<std::vector<PlannedDocument>> documents = {};  ///< by model
};

/// Answers what the folder plan.config.out lacks, under its lock, and once all is there writes the results. A model
/// that nothing is asked of need not be found. known: where models lay that were not looked for. Throws as run() does.
RunOutcome answer_in_folder(PlannedRun& work, const RunJournalOptions& options, const std::vector<ModelLocation>& known,
                            RunObserver& observer);

}  // namespace coldread
