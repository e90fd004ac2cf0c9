#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "api/value.h"

namespace coldread {

/// What stands in data that a reader should be told of.
struct JsonNotes {
  std::int64_t repeated_keys = 0;  ///< keys that stand twice in an object
  std::string first_repeated;      ///< the first of them
};

/// Whose text it is.
struct JsonSource {
  const std::string& origin;  ///< names it in errors
  int first_line = 1;
  JsonNotes* notes = nullptr;  ///< where what was noted is added
};

/// parse_json() for data: NaN, Infinity and -Infinity are numbers, as Python's json reads and writes them. Throws
/// Error(input).
Value parse_json_data(std::string_view text, const JsonSource& source);

}  // namespace coldread
