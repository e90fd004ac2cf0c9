#include "template/text/markup.h"

#include <array>
#include <utility>

#include "base/unicode.h"

namespace coldread::jinja {
namespace {

constexpr std::array<std::pair<std::string_view, char32_t>, 8> kEntities{{{"amp", U'&'},
                                                                          {"lt", U'<'},
                                                                          {"gt", U'>'},
                                                                          {"quot", U'"'},
                                                                          {"apos", U'\''},
                                                                          {"nbsp", 0xA0},
                                                                          {"hellip", 0x2026},
                                                                          {"copy", 0xA9}}};

/// The character of "#39", "#x27" or "amp"; 0 where it is none that we know.
char32_t entity(std::string_view name) {
  if (name.starts_with('#')) {
    name.remove_prefix(1);
    const bool hex = name.starts_with('x') || name.starts_with('X');
    if (hex) name.remove_prefix(1);
    char32_t value = 0;
    for (const char c : name) {
      const int digit = c >= '0' && c <= '9'          ? c - '0'
                        : hex && c >= 'a' && c <= 'f' ? c - 'a' + 10
                        : hex && c >= 'A' && c <= 'F' ? c - 'A' + 10
                                                      : -1;
      if (digit < 0 || value > 0x10FFFF) return 0;
      value = value * (hex ? 16 : 10) + static_cast<char32_t>(digit);
    }
    return value > 0x10FFFF || (value >= 0xD800 && value < 0xE000) ? 0 : value;
  }
  for (const auto& [known, value] : kEntities) {
    if (known == name) return value;
  }
  return 0;
}

std::string unescape(std::string_view text) {
  constexpr std::size_t kLongest = 16;  // "&#x10FFFF;" and the names of kEntities are shorter
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t end = text[i] == '&' ? text.substr(i, kLongest).find(';') : std::string_view::npos;
    const char32_t value = end == std::string_view::npos ? 0 : entity(text.substr(i + 1, end - 1));
    if (value == 0) {
      out += text[i++];
    } else {
      append_utf8(out, value);
      i += end + 1;
    }
  }
  return out;
}

/// Everything between open and the next close goes; an open without a close stays.
std::string without(std::string_view text, std::string_view open, std::string_view close) {
  std::string out;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t start = text.find(open, i);
    const std::size_t end = start == std::string_view::npos ? start : text.find(close, start + open.size());
    if (end == std::string_view::npos) return out += text.substr(i);
    out += text.substr(i, start - i);
    i = end + close.size();
  }
  return out;
}

}  // namespace

std::string escape_html(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&#34;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string escaped(const Item& text) {
  return text.as_text().markup ? std::string(text.bytes()) : escape_html(text.bytes());
}

std::string strip_tags(std::string_view text) {
  const std::string plain = without(without(text, "<!--", "-->"), "<", ">");
  std::string joined;
  for (std::size_t i = 0; i < plain.size();) {
    const CodePoint point = code_point_at(plain, i);
    if (!is_python_space(point.value)) {
      joined.append(plain, i, point.length);
    } else if (!joined.empty() && joined.back() != ' ') {
      joined += ' ';
    }
    i += point.length;
  }
  if (!joined.empty() && joined.back() == ' ') joined.pop_back();
  return unescape(joined);
}

}  // namespace coldread::jinja
