#pragma once

#include <string>
#include <string_view>

#include "base/unicode.h"

namespace coldread {

/// The text made anew character by character: append(text so far, code point). A byte that is not valid UTF-8 stays.
template <typename Append>
std::string each_character(std::string_view text, const Append& append) {
  std::string changed;
  changed.reserve(text.size() + text.size() / 8);
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    if (point.valid) {
      append(changed, point.value);
    } else {
      changed += text[i];
    }
    i += point.length;
  }
  return changed;
}

}  // namespace coldread
