#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace coldread {

/// One step through UTF-8 text. Where the bytes at the position are not valid UTF-8, length is 1, valid is false and
/// value is U+FFFD. length is 0 at the end of the text.
struct CodePoint {
  char32_t value = 0;
  std::size_t length = 0;
  bool valid = true;
};
CodePoint code_point_at(std::string_view text, std::size_t position) noexcept;
/// The same as a decoder steps that puts U+FFFD in: where the bytes are not valid, length is that of the longest part
/// that begins a valid sequence, at least 1. So one U+FFFD stands for a character that was cut, as in Python.
/// Source: Unicode 16, section 3.9, "U+FFFD Substitution of Maximal Subparts".
CodePoint decoded_at(std::string_view text, std::size_t position) noexcept;

void append_utf8(std::string& text, char32_t code_point);
std::u32string to_utf32(std::string_view text);  ///< by decoded_at()
std::string to_utf8(std::u32string_view text);
bool is_valid_utf8(std::string_view text) noexcept;
/// The text itself where it is valid, else with U+FFFD in it, by decoded_at().
std::string valid_utf8(std::string_view text);
/// Of to_utf32().
std::size_t count_code_points(std::string_view text) noexcept;
/// Bytes at the end of text that begin a UTF-8 sequence which is not complete yet (0 to 3): to stream text safely.
std::size_t incomplete_tail(std::string_view text) noexcept;

// General categories of Unicode, as the classes \p{L}, \p{N}, \p{P}, \p{S}.
bool is_letter(char32_t c) noexcept;
bool is_number(char32_t c) noexcept;
bool is_punctuation(char32_t c) noexcept;
bool is_symbol(char32_t c) noexcept;
/// What regular expressions call \w: letters, marks, decimal and letter numbers, connectors such as `_`, joiners.
bool is_word_character(char32_t c) noexcept;
/// Unicode White_Space, as PCRE2's \s with UCP and the BPE pre-tokenizers read it.
bool is_white_space(char32_t c) noexcept;
/// Python's str.isspace: White_Space and the separators U+001C to U+001F.
bool is_python_space(char32_t c) noexcept;

/// Columns that a terminal gives the code point: 0 for combining and invisible ones, 2 for wide ones, else 1.
int display_width(char32_t c) noexcept;

/// Python's str.lower() and str.upper(): full mappings, final sigma included.
std::string lower(std::string_view text);
std::string upper(std::string_view text);

/// Normalization form C. Bytes that are not valid UTF-8 stay as they are, and part what is composed.
std::string nfc(std::string_view text);

/// Python's str.strip(), lstrip() and rstrip() without argument.
std::string_view strip(std::string_view text) noexcept;
std::string_view strip_left(std::string_view text) noexcept;
std::string_view strip_right(std::string_view text) noexcept;

}  // namespace coldread
