#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/request.h"
#include "api/value.h"

namespace coldread {

/// A named sampling setting of a config: how tokens are drawn, and what else of a generation it may replace.
struct SettingOptions {
  SamplingSettings sampling;
  std::optional<std::int64_t> max_tokens;
  std::optional<std::vector<std::string>> until;
  std::optional<std::int64_t> seed;
};

/// Throws Error(usage): unknown name with a suggestion, wrong kind, impossible value.
SettingOptions run_setting_options(const Dict& options);

}  // namespace coldread
