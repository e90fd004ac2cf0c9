#pragma once

#include <filesystem>
#include <string>

#include "api/report.h"

namespace coldread {

// Of the folder alone: data, tasks, config and models may be elsewhere, or gone.

/// The report of the run in a folder: of a finished one from its results and samples, of an unfinished one from the
/// answers in its journal, over the documents that have all of theirs; a warning then says how many are missing. Throws
/// Error(usage or input) where the folder holds no run.
Report load_run(const std::filesystem::path& folder);

/// Writes a run's files anew from its journal and its inputs; those of an unfinished run are marked so. Throws
/// Error(usage) where the folder holds a shard, or results and fewer answers than those were made of; Error(input)
/// where the results in the folder were made of other answers; Error(output) as run() does.
Report render_run(const std::filesystem::path& folder);

}  // namespace coldread
