#pragma once

#include <cstdint>
#include <filesystem>
#include <string>

#include "engine/backend.h"
#include "runner/config/run_config.h"
#include "runner/run_observer.h"
#include "runner/run_outcome.h"

namespace coldread {

struct Rescored {
  RunOutcome outcome;
  std::int64_t reused = 0;  ///< answers of the source
  std::int64_t asked = 0;   ///< that it did not have
};

struct RescoreOptions {
  RunFlags flags;      ///< laid over the run's config; a config file takes its place, but for the models
  bool fresh = false;  ///< start anew where the folder holds a run
};

/// Scores the answers of a run anew, into a folder of its own (--out, else folder_for() "<source>-rescored"). The run's
/// tasks are looked up again where it found them, or where the flags say; where none of those folders is here, the
/// definitions that the run holds are taken, and where a task's data is missing, the rows that it holds; the observer
/// is told so. Answers are matched by their keys; only what is missing is asked, and only for that a model is needed.
/// The source is never written to. Throws what run() and verify() throw.
Rescored rescore(const std::filesystem::path& source, const RescoreOptions& options, const Backend& backend,
                 RunObserver& observer);

}  // namespace coldread
