#pragma once

#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "template/values/item.h"

namespace coldread::jinja {

// What methods of str and filters alike do to a text.

/// str.strip(chars): characters of `chars` go from the ends; white space where chars is absent or none.
std::string_view strip_characters(std::string_view text, const Item& chars, bool left, bool right);

/// str.replace(); count < 0: all.
Item replace_text(Runtime& runtime, std::string_view text, std::string_view old, std::string_view by,
                  std::int64_t count);

/// str.splitlines().
Sequence* split_lines(Runtime& runtime, std::string_view text, bool keep_ends);

/// str.center(), ljust(), rjust(): width counts characters.
enum class Alignment { left, center, right };
Item pad_text(Runtime& runtime, const Text& text, std::int64_t width, std::string_view fill, Alignment alignment);

/// Python's separator.join(parts) once all parts are strings.
Item join_texts(Runtime& runtime, std::string_view separator, const std::pmr::vector<Item>& parts);

}  // namespace coldread::jinja
