#include "report/visible_text.h"

#include <fmt/format.h>

#include "base/unicode.h"

namespace coldread {
namespace {

constexpr char32_t kControlPictures = 0x2400;
constexpr char32_t kDeletePicture = 0x2421;
constexpr char32_t kEllipsis = 0x2026;

bool is_direction_mark(char32_t c) {
  return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

}  // namespace

std::string visible_text(std::string_view text, const VisibleTextOptions& options) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decoded_at(text, i);
    const char32_t c = point.value;
    if (options.keep_line_breaks && (c == U'\n' || c == U'\t')) {
      out += static_cast<char>(c);
    } else if (c < 0x20) {
      append_utf8(out, kControlPictures + c);
    } else if (c == 0x7F) {
      append_utf8(out, kDeletePicture);
    } else if ((c >= 0x80 && c < 0xA0) || (!options.keep_direction_marks && is_direction_mark(c))) {
      out += fmt::format("<U+{:04X}>", static_cast<unsigned>(c));
    } else {
      append_utf8(out, c);
    }
    i += point.length;
  }
  return out;
}

std::size_t display_width(std::string_view text) {
  int width = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decoded_at(text, i);
    width += display_width(point.value);
    i += point.length;
  }
  return static_cast<std::size_t>(width);
}

std::string cut_to_width(std::string_view text, std::size_t width) {
  if (display_width(text) <= width) return std::string(text);
  if (width == 0) return {};
  std::string out;
  std::size_t used = 0;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decoded_at(text, i);
    used += static_cast<std::size_t>(display_width(point.value));
    if (used > width - 1) break;
    out += text.substr(i, point.length);
    i += point.length;
  }
  append_utf8(out, kEllipsis);
  return out;
}

}  // namespace coldread
