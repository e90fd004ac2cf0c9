#include "base/regex_template.h"

#include <algorithm>
#include <fmt/format.h>

#include "base/error.h"
#include "base/unicode.h"

namespace coldread {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}
bool is_octal(char c) {
  return c >= '0' && c <= '7';
}

}  // namespace

RegexTemplate::RegexTemplate(std::string_view replacement, const Regex& regex) {
  std::string literal;
  std::size_t i = 0;
  const auto fail = [&](const std::string& reason, std::size_t position) {
    throw Error(ErrorCode::usage, fmt::format("replacement '{}' for pattern '{}': {} at position {}", replacement,
                                              regex.pattern(), reason, position));
  };
  const auto peek = [&](std::size_t ahead) { return i + ahead < replacement.size() ? replacement[i + ahead] : '\0'; };
  const auto put_group = [&](std::size_t group, std::size_t position) {
    if (group > regex.group_count()) fail(fmt::format("invalid group reference {}", group), position);
    pieces_.push_back({std::move(literal), group});
    literal.clear();
  };
  while (i < replacement.size()) {
    const std::size_t start = i;
    if (replacement[i] != '\\') {
      literal += replacement[i++];
      continue;
    }
    if (++i == replacement.size()) fail("bad escape (end of pattern)", start);
    const char c = replacement[i++];
    if (c == 'g') {
      const std::size_t end = replacement.find('>', i);
      if (peek(0) != '<' || end == std::string_view::npos) fail("missing <name> after \\g", start);
      const std::string name(replacement.substr(i + 1, end - i - 1));
      i = end + 1;
      if (name.empty()) fail("missing group name", start);
      if (std::all_of(name.begin(), name.end(), is_digit)) {
        if (name.size() > 5) fail(fmt::format("invalid group reference {}", name), start);
        put_group(static_cast<std::size_t>(std::stoul(name)), start);
      } else if (const auto group = regex.group_index(name)) {
        put_group(*group, start);
      } else {
        fail(fmt::format("unknown group name '{}'", name), start);
      }
    } else if (c == '0' || (is_octal(c) && is_octal(peek(0)) && is_octal(peek(1)))) {
      char32_t value = static_cast<char32_t>(c - '0');
      for (int k = 0; k < 2 && is_octal(peek(0)); ++k)
        value = value * 8 + static_cast<char32_t>(replacement[i++] - '0');
      if (value > 0377) fail("octal escape value outside of range 0-0o377", start);
      append_utf8(literal, value);
    } else if (is_digit(c)) {
      auto group = static_cast<std::size_t>(c - '0');
      if (is_digit(peek(0))) group = group * 10 + static_cast<std::size_t>(replacement[i++] - '0');
      put_group(group, start);
    } else if (const std::size_t known = std::string_view("abfnrtv\\").find(c); known != std::string_view::npos) {
      literal += "\a\b\f\n\r\t\v\\"[known];
    } else if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) {
      fail(fmt::format("bad escape \\{}", c), start);
    } else {
      literal += '\\';
      literal += c;
    }
  }
  pieces_.push_back({std::move(literal), RegexSpan::npos});
}

void RegexTemplate::append(std::string& out, const RegexMatch& match, std::string_view text) const {
  for (const Piece& piece : pieces_) {
    out += piece.literal;
    if (piece.group != RegexSpan::npos) out += match[piece.group].of(text);
  }
}

}  // namespace coldread
