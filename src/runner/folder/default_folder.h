#pragma once

#include <filesystem>
#include <string>

#include "runner/config/run_config.h"

namespace coldread {

/// The folder of a name where that holds no run or one of the same config; else the first of NAME-2, NAME-3, ... that
/// does.
std::filesystem::path folder_for(const std::string& name, const RunConfig& config);

/// Where a run without --out goes: folder_for() of reports/NAME, its shard added.
std::filesystem::path default_folder(const RunConfig& config);

}  // namespace coldread
