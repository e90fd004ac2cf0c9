#include "base/unicode.h"

#include <algorithm>
#include <array>
#include <utf8proc.h>

namespace coldread {
namespace {

utf8proc_category_t category(char32_t c) noexcept {
  return utf8proc_category(static_cast<utf8proc_int32_t>(c));
}

}  // namespace

CodePoint code_point_at(std::string_view text, std::size_t position) noexcept {
  if (position >= text.size()) return {};
  const CodePoint broken{.value = 0xFFFD, .length = 1, .valid = false};
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[position + k]); };
  const unsigned char lead = byte(0);
  if (lead < 0x80) return {.value = lead, .length = 1, .valid = true};
  const std::size_t length = lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
  if (length == 0 || position + length > text.size()) return broken;
  char32_t value = lead & (0x7Fu >> length);
  for (std::size_t k = 1; k < length; ++k) {
    if ((byte(k) & 0xC0) != 0x80) return broken;
    value = (value << 6) | (byte(k) & 0x3Fu);
  }
  const bool overlong = (length == 3 && value < 0x800) || (length == 4 && value < 0x10000);
  if (overlong || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) return broken;
  return {.value = value, .length = length, .valid = true};
}

namespace {

/// Bytes at the position, where no valid sequence begins, that begin one; 1 where they begin none.
/// Source: Unicode 16, table 3-7 (well-formed UTF-8 byte sequences).
std::size_t ill_formed_part(std::string_view text, std::size_t position) noexcept {
  const auto byte = [&](std::size_t k) { return static_cast<unsigned char>(text[position + k]); };
  const unsigned char lead = byte(0);
  const std::size_t length = lead < 0xC2 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 1;
  const unsigned char least = lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
  const unsigned char most = lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
  std::size_t part = 1;
  while (part < length && position + part < text.size()) {
    const unsigned char next = byte(part);
    if (next < (part == 1 ? least : 0x80) || next > (part == 1 ? most : 0xBF)) break;
    ++part;
  }
  return part;
}

}  // namespace

CodePoint decoded_at(std::string_view text, std::size_t position) noexcept {
  CodePoint point = code_point_at(text, position);
  if (!point.valid) point.length = ill_formed_part(text, position);
  return point;
}

void append_utf8(std::string& text, char32_t c) {
  const auto put = [&](char32_t byte) { text += static_cast<char>(byte); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

std::u32string to_utf32(std::string_view text) {
  std::u32string wide;
  wide.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decoded_at(text, i);
    wide += point.value;
    i += point.length;
  }
  return wide;
}

std::string to_utf8(std::u32string_view text) {
  std::string narrow;
  narrow.reserve(text.size());
  for (const char32_t c : text) append_utf8(narrow, c);
  return narrow;
}

bool is_valid_utf8(std::string_view text) noexcept {
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    if (!point.valid) return false;
    i += point.length;
  }
  return true;
}

std::string valid_utf8(std::string_view text) {
  return is_valid_utf8(text) ? std::string(text) : to_utf8(to_utf32(text));
}

std::size_t count_code_points(std::string_view text) noexcept {
  std::size_t count = 0;
  for (std::size_t i = 0; i < text.size(); ++count) i += decoded_at(text, i).length;
  return count;
}

std::size_t incomplete_tail(std::string_view text) noexcept {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xC0) == 0x80) continue;
    const std::size_t needs = byte >= 0xC2 && byte < 0xE0   ? 2
                              : byte >= 0xE0 && byte < 0xF0 ? 3
                              : byte >= 0xF0 && byte < 0xF5 ? 4
                                                            : 1;
    return needs > back ? back : 0;
  }
  return 0;
}

bool is_letter(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_LO;
}

bool is_number(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_ND && kind <= UTF8PROC_CATEGORY_NO;
}

bool is_punctuation(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_PC && kind <= UTF8PROC_CATEGORY_PO;
}

bool is_symbol(char32_t c) noexcept {
  const auto kind = category(c);
  return kind >= UTF8PROC_CATEGORY_SM && kind <= UTF8PROC_CATEGORY_SO;
}

bool is_word_character(char32_t c) noexcept {
  const auto kind = category(c);
  const bool circled_letter = c >= 0x24B6 && c <= 0x24E9;  // alphabetic, though symbols
  return (kind >= UTF8PROC_CATEGORY_LU && kind <= UTF8PROC_CATEGORY_NL) || kind == UTF8PROC_CATEGORY_PC ||
         c == 0x200C || c == 0x200D || circled_letter;
}

bool is_white_space(char32_t c) noexcept {
  return (c >= 0x09 && c <= 0x0D) || c == 0x20 || c == 0x85 || c == 0xA0 || c == 0x1680 ||
         (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F || c == 0x205F || c == 0x3000;
}

bool is_python_space(char32_t c) noexcept {
  return is_white_space(c) || (c >= 0x1C && c <= 0x1F);
}

int display_width(char32_t c) noexcept {
  return utf8proc_charwidth(static_cast<utf8proc_int32_t>(c));
}

std::string_view strip_left(std::string_view text) noexcept {
  while (!text.empty()) {
    const CodePoint point = code_point_at(text, 0);
    if (!is_python_space(point.value)) break;
    text.remove_prefix(point.length);
  }
  return text;
}

std::string_view strip_right(std::string_view text) noexcept {
  while (!text.empty()) {
    std::size_t start = text.size() - 1;
    while (start > 0 && (static_cast<unsigned char>(text[start]) & 0xC0) == 0x80) --start;
    const CodePoint point = code_point_at(text, start);
    if (start + point.length != text.size() || !is_python_space(point.value)) break;
    text = text.substr(0, start);
  }
  return text;
}

std::string_view strip(std::string_view text) noexcept {
  return strip_left(strip_right(text));
}

}  // namespace coldread
