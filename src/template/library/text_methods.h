#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

enum class LetterCase { lower, upper };

/// str.islower(), str.isupper(): at least one cased character, and all in this case.
bool has_case(std::string_view text, LetterCase wanted);

std::string capitalize(std::string_view text);

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
