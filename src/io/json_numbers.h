#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// A JSON text in which NaN, Infinity and -Infinity, outside of strings, are strings of the same length, so that a
/// strict parser reads it.
struct MarkedJson {
  std::string text;
  char mark = '\0';  ///< which those strings, and no others, begin with; '\0' where there are none, and text is empty
};

MarkedJson with_marked_numbers(std::string_view text);

/// What the content of a marked string stands for.
double marked_number(std::string_view marked);

}  // namespace coldread
