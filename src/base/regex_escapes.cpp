#include <algorithm>
#include <fmt/format.h>

#include "base/regex_translator.h"

namespace coldread {
namespace {

// Contents of character classes. Python's \s is White_Space and U+001C to U+001F; its \w is L, N and the underscore.
// The negations are written out, because a class cannot hold the complement of a union.
constexpr std::string_view kSpace =
    R"(\x{9}-\x{D}\x{1C}-\x{20}\x{85}\x{A0}\x{1680}\x{2000}-\x{200A}\x{2028}\x{2029}\x{202F}\x{205F}\x{3000})";
constexpr std::string_view kNotSpace =
    R"(\x{0}-\x{8}\x{E}-\x{1B}\x{21}-\x{84}\x{86}-\x{9F}\x{A1}-\x{167F}\x{1681}-\x{1FFF}\x{200B}-\x{2027})"
    R"(\x{202A}-\x{202E}\x{2030}-\x{205E}\x{2060}-\x{2FFF}\x{3001}-\x{10FFFF})";
constexpr std::string_view kWord = R"(\p{L}\p{N}_)";
constexpr std::string_view kNotWord =
    R"(\p{M}\p{Z}\p{C}\p{S}\p{Pd}\p{Ps}\p{Pe}\p{Pi}\p{Pf}\p{Po}\x{203F}\x{2040}\x{2054}\x{FE33}\x{FE34})"
    R"(\x{FE4D}-\x{FE4F}\x{FF3F})";
constexpr std::string_view kAsciiSpace = R"(\x{9}-\x{D}\x{20})";
constexpr std::string_view kAsciiNotSpace = R"(\x{0}-\x{8}\x{E}-\x{1F}\x{21}-\x{10FFFF})";
constexpr std::string_view kAsciiWord = "A-Za-z0-9_";
constexpr std::string_view kAsciiNotWord = R"(\x{0}-\x{2F}\x{3A}-\x{40}\x{5B}-\x{5E}\x{60}\x{7B}-\x{10FFFF})";

std::string_view class_content(char32_t letter, bool ascii) {
  switch (letter) {
    case U'd':
      return ascii ? "0-9" : R"(\p{Nd})";
    case U'D':
      return ascii ? R"(\x{0}-\x{2F}\x{3A}-\x{10FFFF})" : R"(\P{Nd})";
    case U's':
      return ascii ? kAsciiSpace : kSpace;
    case U'S':
      return ascii ? kAsciiNotSpace : kNotSpace;
    case U'w':
      return ascii ? kAsciiWord : kWord;
    case U'W':
      return ascii ? kAsciiNotWord : kNotWord;
    default:
      return {};
  }
}

bool is_octal(char32_t c) {
  return c >= U'0' && c <= U'7';
}

std::optional<unsigned> hex_digit(char32_t c) {
  if (is_ascii_digit(c)) return c - U'0';
  if (c >= U'a' && c <= U'f') return c - U'a' + 10;
  if (c >= U'A' && c <= U'F') return c - U'A' + 10;
  return std::nullopt;
}

}  // namespace

char32_t RegexTranslator::hexadecimal(std::size_t digits, std::size_t start) {
  char32_t value = 0;
  for (std::size_t k = 0; k < digits; ++k) {
    const auto digit = at_end() ? std::nullopt : hex_digit(in_[next_]);
    if (!digit) fail("incomplete escape", start);
    value = value * 16 + *digit;
    ++next_;
  }
  if (value > 0x10FFFF) fail("bad escape, beyond U+10FFFF", start);
  return value;
}

/// Escapes that mean one character and read the same inside and outside a class; the letter has been read.
char32_t RegexTranslator::character_escape(char32_t letter, std::size_t start) {
  switch (letter) {
    case U'a':
      return 0x07;
    case U'f':
      return 0x0C;
    case U'n':
      return 0x0A;
    case U'r':
      return 0x0D;
    case U't':
      return 0x09;
    case U'v':
      return 0x0B;
    case U'x':
      return hexadecimal(2, start);
    case U'u':
      return hexadecimal(4, start);
    case U'U':
      return hexadecimal(8, start);
    default:
      break;
  }
  if (is_ascii_letter(letter)) {
    std::string shown;
    append_utf8(shown, letter);
    fail("bad escape \\" + shown, start);
  }
  return letter;
}

void RegexTranslator::escape(std::size_t start) {
  if (at_end()) fail("bad escape (end of pattern)", start);
  const char32_t c = in_[next_++];
  if (const auto content = class_content(c, scope_.ascii); !content.empty()) {
    emit(fmt::format("[{}]", content));
    return atom();
  }
  if (c == U'A' || c == U'Z') {
    emit(c == U'A' ? R"(\A)" : R"(\z)");
    item_ = Item::assertion;
  } else if (c == U'b' || c == U'B') {
    boundary(c == U'B');
    item_ = Item::assertion;
  } else if (c == U'0') {
    char32_t value = 0;
    for (int k = 0; k < 2 && is_octal(peek()); ++k) value = value * 8 + (in_[next_++] - U'0');
    emit_literal(value);
    atom();
  } else if (is_ascii_digit(c)) {
    std::size_t number = c - U'0';
    if (is_ascii_digit(peek())) {
      if (is_octal(c) && is_octal(peek()) && is_octal(peek(1))) {
        const char32_t value = (c - U'0') * 64 + (peek() - U'0') * 8 + (peek(1) - U'0');
        if (value > 0377) fail("octal escape value outside of range 0-0o377", start);
        next_ += 2;
        emit_literal(value);
        return atom();
      }
      number = number * 10 + (in_[next_++] - U'0');
    }
    back_reference(number, start);
  } else {
    emit_literal(character_escape(c, start));
    atom();
  }
}

/// \b and \B by Python's \w, which differs from PCRE2's in its later versions. Python's \B never matches empty text.
void RegexTranslator::boundary(bool negated) {
  const std::string_view word = scope_.ascii ? kAsciiWord : kWord;
  if (negated) {
    emit(fmt::format(R"((?:(?!\A\z)(?:(?<=[{0}])(?=[{0}])|(?<![{0}])(?![{0}]))))", word));
  } else {
    emit(fmt::format("(?:(?<=[{0}])(?![{0}])|(?<![{0}])(?=[{0}]))", word));
  }
}

void RegexTranslator::back_reference(std::size_t group, std::size_t start) {
  if (group == 0 || group > out_.group_count) fail(fmt::format("invalid group reference {}", group), start + 1);
  const bool open = std::any_of(groups_.begin(), groups_.end(), [&](const Group& g) { return g.capture == group; });
  if (open) fail("cannot refer to an open group", start);
  emit(fmt::format("\\g{{{}}}", group));
  atom();
}

/// One member of a class: a character that may start or end a range, or nothing where a shorthand was emitted.
std::optional<char32_t> RegexTranslator::class_member(std::size_t start) {
  if (at_end()) fail("unterminated character set", start);
  const std::size_t here = next_;
  const char32_t c = in_[next_++];
  if (c != U'\\') return c;
  if (at_end()) fail("bad escape (end of pattern)", here);
  const char32_t letter = in_[next_++];
  if (const auto content = class_content(letter, scope_.ascii); !content.empty()) {
    emit(content);
    return std::nullopt;
  }
  if (letter == U'b') return 0x08;
  if (is_octal(letter)) {
    char32_t value = letter - U'0';
    for (int k = 0; k < 2 && is_octal(peek()); ++k) value = value * 8 + (in_[next_++] - U'0');
    if (value > 0377) fail("octal escape value outside of range 0-0o377", here);
    return value;
  }
  if (is_ascii_digit(letter)) fail("bad escape in a character set", here);
  return character_escape(letter, here);
}

void RegexTranslator::character_class(std::size_t start) {
  emit("[");
  if (accept(U'^')) emit("^");
  for (bool first = true; first || peek() != U']' || at_end(); first = false) {
    const std::size_t here = next_;
    const auto low = class_member(start);
    if (peek() != U'-' || peek(1) == U']' || next_ + 1 >= in_.size()) {
      if (low) emit_literal(*low);
      continue;
    }
    ++next_;
    const auto high = class_member(start);
    if (!low || !high || *high < *low) fail("bad character range", here);
    emit_literal(*low);
    emit("-");
    emit_literal(*high);
  }
  ++next_;
  emit("]");
  atom();
}

}  // namespace coldread
