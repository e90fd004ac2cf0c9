#include "template/syntax/string_literal.h"

#include <cstdio>

#include "base/unicode.h"
#include "template/values/fault.h"

namespace coldread::jinja {
namespace {

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

/// Reads exactly `digits` hexadecimal digits at `at`, which moves behind them.
char32_t hex_escape(std::string_view body, std::size_t& at, std::size_t digits, std::size_t offset) {
  char32_t value = 0;
  for (std::size_t i = 0; i < digits; ++i, ++at) {
    const int digit = at < body.size() ? hex_digit(body[at]) : -1;
    if (digit < 0) fail("an escape in a string needs " + std::to_string(digits) + " hexadecimal digits", offset + at);
    value = value * 16 + static_cast<char32_t>(digit);
  }
  if (value > 0x10FFFF || (value >= 0xD800 && value < 0xE000)) fail("an escape is no character", offset + at);
  return value;
}

char32_t octal_escape(std::string_view body, std::size_t& at) {
  char32_t value = 0;
  for (int i = 0; i < 3 && at < body.size() && body[at] >= '0' && body[at] <= '7'; ++i, ++at) {
    value = value * 8 + static_cast<char32_t>(body[at] - '0');
  }
  return value;
}

/// The character of a one-letter escape, -1 where there is none.
int simple_escape(char c) {
  switch (c) {
    case 'a':
      return 7;
    case 'b':
      return 8;
    case 't':
      return 9;
    case 'n':
      return 10;
    case 'v':
      return 11;
    case 'f':
      return 12;
    case 'r':
      return 13;
    case '\\':
    case '\'':
    case '"':
      return c;
    default:
      return -1;
  }
}

/// Jinja decodes literals by way of ASCII, so a backslash before another character escapes that character's escape.
void append_backslash_quirk(std::string& out, char32_t c) {
  char escape[16];
  std::snprintf(escape, sizeof escape,
                c < 0x100     ? "\\x%02x"
                : c < 0x10000 ? "\\u%04x"
                              : "\\U%08x",
                static_cast<unsigned>(c));
  out += escape;
}

}  // namespace

std::string unescape_literal(std::string_view body, std::size_t offset, Escapes escapes) {
  std::string out;
  out.reserve(body.size());
  for (std::size_t at = 0; at < body.size();) {
    if (body[at] != '\\' || at + 1 == body.size()) {
      out += body[at++];
      continue;
    }
    const char kind = body[++at];
    if (const int simple = simple_escape(kind); simple >= 0) {
      out += static_cast<char>(simple);
      ++at;
    } else if (kind == '\n') {
      ++at;
    } else if (kind >= '0' && kind <= '7') {
      append_utf8(out, octal_escape(body, at));
    } else if (kind == 'x' || kind == 'u' || kind == 'U') {
      ++at;
      append_utf8(out, hex_escape(body, at, kind == 'x' ? 2 : kind == 'u' ? 4 : 8, offset));
    } else if (kind == 'N') {
      fail("named characters (\\N) are not available in strings; write \\u and the code", offset + at);
    } else if (escapes == Escapes::jinja && static_cast<unsigned char>(kind) >= 0x80) {
      const CodePoint point = code_point_at(body, at);
      append_backslash_quirk(out, point.value);
      at += point.length;
    } else {
      out += '\\';
    }
  }
  return out;
}

}  // namespace coldread::jinja
