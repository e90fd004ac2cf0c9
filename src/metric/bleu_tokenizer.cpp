#include "metric/bleu_tokenizer.h"

#include <array>
#include <utility>

#include "base/error.h"
#include "base/unicode.h"
#include "metric/words.h"

namespace coldread {
namespace {

bool is_ascii_digit(char32_t c) {
  return c >= U'0' && c <= U'9';
}
bool is_stop(char32_t c) {
  return c == U'.' || c == U',';
}

/// The space counts too: it costs nothing, as runs of spaces are tidied.
bool is_western_symbol(char32_t c) {
  return (c >= U' ' && c <= U'&') || (c >= U'(' && c <= U'+') || c == U'/' || (c >= U':' && c <= U'@') ||
         (c >= U'[' && c <= U'`') || (c >= U'{' && c <= U'~');
}

/// Goes through the text in pairs, as a regular expression of two characters does: where both conditions hold, the pair
/// is written with spaces and skipped; otherwise one character is copied.
template <typename First, typename Second, typename Write>
std::u32string rewrite_pairs(std::u32string_view text, First first, Second second, Write write) {
  std::u32string out;
  out.reserve(text.size() + 16);
  for (std::size_t i = 0; i < text.size();) {
    if (i + 1 < text.size() && first(text[i]) && second(text[i + 1])) {
      write(out, text[i], text[i + 1]);
      i += 2;
    } else {
      out += text[i++];
    }
  }
  return out;
}

void space_second(std::u32string& out, char32_t a, char32_t b) {
  out.append({a, U' ', b, U' '});
}
void space_first(std::u32string& out, char32_t a, char32_t b) {
  out.append({U' ', a, U' ', b});
}

std::string tidy(std::u32string_view text) {
  return single_spaced(to_utf8(text));
}

std::string tokenized_13a(std::string_view line) {
  std::string text = replaced(line, "<skipped>", "");
  text = replaced(text, "-\n", "");
  text = replaced(text, "\n", " ");
  return tidy(stops_apart(symbols_apart(to_utf32(" " + without_xml_escapes(std::move(text)) + " "))));
}

/// Unicode punctuation apart unless between numbers, symbols always.
std::string tokenized_intl(std::string_view line) {
  const auto not_number = [](char32_t c) { return !is_number(c); };
  std::u32string text = rewrite_pairs(to_utf32(line), not_number, is_punctuation, space_second);
  text = rewrite_pairs(text, is_punctuation, not_number, space_first);
  return tidy(set_apart(text, is_symbol));
}

/// The ranges of sacrebleu's zh tokenizer. Two of its bounds are meant as U+20000 to U+2A6D6 and U+2F800 to U+2FA1D but
/// read there as two-character texts, which as bounds come to U+2001 to U+2A6D and U+2F81 to U+2FA1.
constexpr std::array<std::pair<char32_t, char32_t>, 22> kChinese{{
    {0x3400, 0x4DB5}, {0x4E00, 0x9FA5}, {0x9FA6, 0x9FBB}, {0xF900, 0xFA2D}, {0xFA30, 0xFA6A}, {0xFA70, 0xFAD9},
    {0x2001, 0x2A6D}, {0x2F81, 0x2FA1}, {0xFF00, 0xFFEF}, {0x2E80, 0x2EFF}, {0x3000, 0x303F}, {0x31C0, 0x31EF},
    {0x2F00, 0x2FDF}, {0x2FF0, 0x2FFF}, {0x3100, 0x312F}, {0x31A0, 0x31BF}, {0xFE10, 0xFE1F}, {0xFE30, 0xFE4F},
    {0x2600, 0x26FF}, {0x2700, 0x27BF}, {0x3200, 0x32FF}, {0x3300, 0x33FF},
}};

bool is_chinese(char32_t c) {
  for (const auto& [first, last] : kChinese) {
    if (c >= first && c <= last) return true;
  }
  return false;
}

std::string tokenized_zh(std::string_view line) {
  return tidy(stops_apart(symbols_apart(set_apart(to_utf32(strip(line)), is_chinese))));
}

std::string tokenized_char(std::string_view line) {
  std::u32string out;
  for (const char32_t c : to_utf32(line)) {
    if (!out.empty()) out += U' ';
    out += c;
  }
  return to_utf8(out);
}

}  // namespace

const std::vector<std::string>& bleu_tokenizers() {
  static const std::vector<std::string> names{"13a", "intl", "char", "none", "zh"};
  return names;
}

std::u32string symbols_apart(std::u32string_view text) {
  return set_apart(text, is_western_symbol);
}

std::u32string stops_apart(std::u32string_view text) {
  const auto not_digit = [](char32_t c) { return !is_ascii_digit(c); };
  std::u32string out = rewrite_pairs(text, not_digit, is_stop, space_second);
  out = rewrite_pairs(out, is_stop, not_digit, space_first);
  return rewrite_pairs(
      out, is_ascii_digit, [](char32_t c) { return c == U'-'; }, space_second);
}

std::string replaced(std::string_view text, std::string_view from, std::string_view to) {
  std::string out;
  for (std::size_t at = text.find(from); at != std::string_view::npos; at = text.find(from)) {
    out += text.substr(0, at);
    out += to;
    text.remove_prefix(at + from.size());
  }
  out += text;
  return out;
}

std::string without_xml_escapes(std::string text) {
  if (text.find('&') == std::string::npos) return text;
  text = replaced(text, "&quot;", "\"");
  text = replaced(text, "&amp;", "&");
  text = replaced(text, "&lt;", "<");
  return replaced(text, "&gt;", ">");
}

std::string bleu_tokenized(std::string_view name, std::string_view line) {
  if (name == "13a") return tokenized_13a(line);
  if (name == "intl") return tokenized_intl(line);
  if (name == "zh") return tokenized_zh(line);
  if (name == "char") return tokenized_char(line);
  COLDREAD_CHECK(name == "none");
  return std::string(line);
}

}  // namespace coldread
