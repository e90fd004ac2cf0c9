#pragma once

#include "engine/backend.h"
#include "runner/config/run_config.h"
#include "runner/run_observer.h"
#include "runner/run_outcome.h"

namespace coldread {

struct RunOptions {
  bool fresh = false;  ///< start anew where the folder holds a run
};

/// Does what a config says and leaves it in the folder config.out, or default_folder() where that is empty: the journal
/// and its inputs, and once all answers are there the results, of a shard those of this process alone. Goes on where
/// the folder's run was stopped; a finished one is rendered again; one whose rows are unchanged and whose answers are
/// all still asked for is extended. Throws Error(usage) where config, tasks or models make no sense or the folder holds
/// another run,
/// Error(input) where a model or data is missing, memory too small, or results were made of other answers,
/// Error(output) where the folder cannot be written, is locked by another process, or has too little space.
RunOutcome run(const RunConfig& config, const Backend& backend, RunObserver& observer, const RunOptions& options = {});

}  // namespace coldread
