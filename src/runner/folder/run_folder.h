#pragma once

#include <filesystem>
#include <string>

#include "api/report.h"
#include "engine/backend.h"

namespace coldread {

/// The report of the run in a folder: of a finished one from its results and samples, of an unfinished one from the
/// answers in its journal, over the documents that have all of theirs; a warning then says how many are missing. Throws
/// Error(usage or input) where the folder holds no run.
Report load_run(const std::filesystem::path& folder, const Backend& backend);

/// Writes a run's files anew from its journal, without a model's weights. Throws Error(usage) where answers are
/// missing, the folder holds a shard, or tasks or models are others than those that the answers belong to; Error(input)
/// where the results in the folder were made of other answers; Error(output) as run() does.
Report render_run(const std::filesystem::path& folder, const Backend& backend);

}  // namespace coldread
