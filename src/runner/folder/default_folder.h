#pragma once

#include <filesystem>

#include "runner/config/run_config.h"

namespace coldread {

/// Where a run without --out goes: reports/NAME, its shard added, where that holds no run or one of the same config;
/// else the first of NAME-2, NAME-3, ... that does.
std::filesystem::path default_folder(const RunConfig& config);

}  // namespace coldread
