#pragma once

#include <string>
#include <string_view>

#include "api/value.h"
#include "base/error.h"

namespace coldread {

/// Parses one JSON text. origin names it in errors (file or "standard input"); first_line is the line it starts on
/// there. Order is kept; a repeated key takes the last value. Integers beyond 64 bits become doubles. Depth is capped
/// at 512, the number of values at 16,777,216. Throws Error(code) with line and column.
Value parse_json(std::string_view text, const std::string& origin, ErrorCode code = ErrorCode::input,
                 int first_line = 1);

/// The same for headers and indexes: a key that stands twice in one object is an error; 4,194,304 values at most.
Value parse_json_unique(std::string_view text, const std::string& origin, ErrorCode code = ErrorCode::input);

struct JsonStyle {
  int indent = 0;           ///< spaces a level; 0: one line
  bool ascii_only = false;  ///< \uXXXX for everything beyond ASCII
  bool compact = false;     ///< "," and ":" without spaces
};

/// Writes as Python's json.dumps does with the same settings; numbers as number_text does, so they read back to the
/// same bits. Invalid UTF-8 in a string is written as U+FFFD.
std::string to_json(const Value& value, const JsonStyle& style = {});

}  // namespace coldread
