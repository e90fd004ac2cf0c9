#pragma once

#include <string>
#include <string_view>

namespace coldread::jinja {

enum class LetterCase { lower, upper };

/// str.islower(), str.isupper(): at least one cased character, and all in this case.
bool has_case(std::string_view text, LetterCase wanted);

std::string capitalize(std::string_view text);

}  // namespace coldread::jinja
