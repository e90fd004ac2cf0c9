#pragma once

#include <string>
#include <string_view>

namespace coldread {

// What Python's str methods say of one character (str.isprintable, isdecimal, isdigit, isnumeric, islower, isupper).
bool is_python_printable(char32_t c) noexcept;  ///< repr() shows it as it is
bool is_python_decimal(char32_t c) noexcept;
bool is_python_digit(char32_t c) noexcept;
bool is_python_numeric(char32_t c) noexcept;
bool is_python_alphanumeric(char32_t c) noexcept;  ///< with '_' this is what re calls \w
bool is_python_lower(char32_t c) noexcept;
bool is_python_upper(char32_t c) noexcept;
bool is_python_title(char32_t c) noexcept;  ///< title case letters such as U+01C5

/// 0 to 9 for a decimal digit of any script, -1 for another character.
int decimal_value(char32_t c) noexcept;

/// Appends the title case of a character (full mapping: U+00DF becomes "Ss").
void append_title_case(std::string& text, char32_t c);

/// str.casefold().
std::string casefold(std::string_view text);

}  // namespace coldread
