#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/regex.h"

namespace coldread::filters {

/// What re.findall(text)[select] is: the whole match or the only group, or the first group of several that is not
/// empty. select counts from the end where it is negative.
struct Pick {
  bool matched = false;
  std::optional<std::string> text;  ///< nothing where every one of several groups is empty
};

/// Throws Error(usage) where there are matches but none of this index, as Python does.
Pick pick_match(const Regex& regex, std::string_view text, std::int64_t select, std::string_view filter);

}  // namespace coldread::filters
