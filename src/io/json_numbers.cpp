#include "io/json_numbers.h"

#include <fmt/format.h>
#include <limits>

namespace coldread {
namespace {

/// A character that no string of the text can begin with, as it is or escaped; '\0' where each of some occurs.
char unused_character(std::string_view text) {
  for (const char c : std::string_view("\x7F~^`|@#&$%")) {
    const bool occurs = text.find(c) != std::string_view::npos ||
                        text.find(fmt::format("\\u{:04x}", static_cast<int>(c))) != std::string_view::npos ||
                        text.find(fmt::format("\\u{:04X}", static_cast<int>(c))) != std::string_view::npos;
    if (!occurs) return c;
  }
  return '\0';
}

/// Length of the number's name that the text begins with; 0 for anything else.
std::size_t name_length(std::string_view text) {
  for (const std::string_view name : {"NaN", "Infinity", "-Infinity"}) {
    if (text.starts_with(name)) return name.size();
  }
  return 0;
}

}  // namespace

MarkedJson with_marked_numbers(std::string_view text) {
  if (text.find("NaN") == std::string_view::npos && text.find("Infinity") == std::string_view::npos) return {};
  const char mark = unused_character(text);
  if (mark == '\0') return {};
  MarkedJson marked{.text = std::string(text)};
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string) {
      if (text[i] == '\\') {
        ++i;
      } else if (text[i] == '"') {
        in_string = false;
      }
    } else if (text[i] == '"') {
      in_string = true;
    } else if (const std::size_t length = name_length(text.substr(i)); length > 0) {
      marked.text.replace(i, length, '"' + (mark + std::string(length - 3, text[i])) + '"');
      marked.mark = mark;
      i += length - 1;
    }
  }
  if (marked.mark == '\0') marked.text.clear();
  return marked;
}

double marked_number(std::string_view marked) {
  constexpr double kInfinity = std::numeric_limits<double>::infinity();
  if (marked.size() == 1) return std::numeric_limits<double>::quiet_NaN();
  return marked[1] == '-' ? -kInfinity : kInfinity;
}

}  // namespace coldread
