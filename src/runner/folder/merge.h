#pragma once

#include <filesystem>
#include <span>

#include "runner/run_outcome.h"

namespace coldread {

struct MergeOptions {
  std::filesystem::path out;  ///< empty: reports/ and the config's name
  bool fresh = false;         ///< start anew where the folder holds another run
};

/// Makes one run of the parts in these folders: the answers of all their journals, under the head they share. Parts may
/// overlap. The result is that of one process, to the byte. Throws Error(usage) where a folder holds another run than
/// the first (naming what differs) or documents are missing (naming the shards), Error(input) where two journals answer
/// one request differently, and what run() throws about the folder.
RunOutcome merge_runs(std::span<const std::filesystem::path> folders, const MergeOptions& options = {});

}  // namespace coldread
