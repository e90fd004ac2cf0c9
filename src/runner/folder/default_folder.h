#pragma once

#include <filesystem>
#include <string>

#include "runner/config/run_config.h"

namespace coldread {

/// The folder of a name where that holds no run or one of the same config; else the first of NAME-2, NAME-3, ... that
/// does. The first `refused` of those are passed over: their runs turned out to be others.
std::filesystem::path folder_for(const std::string& name, const RunConfig& config, int refused = 0);

/// Where a run without --out goes: folder_for() of reports/NAME, its shard added.
std::filesystem::path default_folder(const RunConfig& config, int refused = 0);

}  // namespace coldread
