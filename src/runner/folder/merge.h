#pragma once

#include <filesystem>
#include <span>

#include "runner/folder/stored_run.h"

namespace coldread {

/// The run whose parts lie in these folders: the answers of all their journals together, under the head they share.
/// Parts may overlap. Throws Error(usage) where a folder holds another run than the first (naming what differs) or
/// documents are missing (naming the shards), Error(input) where two journals answer one request differently.
StoredRun merge_runs(std::span<const std::filesystem::path> folders);

}  // namespace coldread
