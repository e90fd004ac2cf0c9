#pragma once

#include <cstdint>
#include <vector>

#include "io/yaml.h"
#include "runner/config/run_config.h"

namespace coldread {

/// The settings under 'sampling': named ones, and grids, of which every combination is one. Each option is checked
/// where it stands. Throws Error(usage).
std::vector<RunSetting> read_sampling(const YamlNode& node);

/// The seeds under 'seeds'. Throws Error(usage).
std::vector<std::int64_t> read_seeds(const YamlNode& node);
/// As many as 'repeats' says, from 0 on. Throws Error(usage).
std::vector<std::int64_t> read_repeats(const YamlNode& node);

}  // namespace coldread
