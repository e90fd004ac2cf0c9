#include "template/text/text_edits.h"

#include <limits>
#include <string>

#include "base/unicode.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

}  // namespace

std::string_view strip_characters(std::string_view text, const Item& chars, bool left, bool right) {
  if (chars.is_absent() || chars.is_none()) {
    if (right) text = strip_right(text);
    return left ? strip_left(text) : text;
  }
  need_defined(chars);
  if (!chars.is_text()) fail("strip arg must be None or str");
  const std::u32string set = to_utf32(chars.bytes());
  const auto among = [&](std::size_t at) { return set.find(code_point_at(text, at).value) != std::u32string::npos; };
  while (left && !text.empty() && among(0)) text.remove_prefix(next_character(text, 0));
  while (right && !text.empty()) {
    std::size_t last = text.size() - 1;
    while (last > 0 && continues_character(text[last])) --last;
    if (!among(last)) break;
    text = text.substr(0, last);
  }
  return text;
}

Item replace_text(Runtime& runtime, std::string_view text, std::string_view old, std::string_view by,
                  std::int64_t count) {
  runtime.spend_characters(text.size());
  std::size_t left = count < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(count);
  std::string out;
  std::size_t at = 0;
  const auto grow = [&](std::string_view more) {
    out += more;
    runtime.check_bytes(out.size());
  };
  if (old.empty()) {  // between all characters
    for (; left > 0; --left) {
      grow(by);
      if (at >= text.size()) return runtime.text(out);
      const std::size_t next = next_character(text, at);
      grow(text.substr(at, next - at));
      at = next;
    }
  } else {
    for (; left > 0; --left) {
      const std::size_t found = find_bytes(text, old, at);
      if (found == std::string_view::npos) break;
      grow(text.substr(at, found - at));
      grow(by);
      at = found + old.size();
    }
  }
  grow(text.substr(at));
  return runtime.text(out);
}

Sequence* split_lines(Runtime& runtime, std::string_view text, bool keep_ends) {
  runtime.spend_characters(text.size());
  Sequence* made = runtime.sequence();
  std::size_t start = 0;
  for (std::size_t at = 0; at < text.size();) {
    const CodePoint point = code_point_at(text, at);
    std::size_t next = at + point.length;
    if (ends_line(point.value)) {
      if (point.value == U'\r' && next < text.size() && text[next] == '\n') ++next;
      runtime.spend();
      made->items.push_back(runtime.borrowed(text.substr(start, (keep_ends ? next : at) - start)));
      start = next;
    }
    at = next;
  }
  if (start < text.size()) made->items.push_back(runtime.borrowed(text.substr(start)));
  return made;
}

Item pad_text(Runtime& runtime, const Text& text, std::int64_t width, std::string_view fill, Alignment alignment) {
  const auto length = static_cast<std::int64_t>(text_length(runtime, text));
  if (width <= length) return runtime.borrowed(text.bytes);
  const auto margin = static_cast<std::size_t>(width - length);
  runtime.check_bytes(margin);
  runtime.spend_bytes(margin * fill.size());
  const bool odd = (margin & static_cast<std::size_t>(width) & 1u) != 0;
  const std::size_t before = alignment == Alignment::left    ? 0
                             : alignment == Alignment::right ? margin
                                                             : margin / 2 + (odd ? 1 : 0);
  std::string out;
  for (std::size_t i = 0; i < before; ++i) out += fill;
  out += text.bytes;
  for (std::size_t i = before; i < margin; ++i) out += fill;
  return runtime.text(out);
}

Item join_texts(Runtime& runtime, std::string_view separator, const std::pmr::vector<Item>& parts) {
  std::size_t total = 0;
  for (const Item& part : parts) total += part.bytes().size() + separator.size();
  runtime.spend_bytes(total);
  std::string out;
  out.reserve(total);
  bool first = true;
  for (const Item& part : parts) {
    if (!first) out += separator;
    first = false;
    out += part.bytes();
  }
  return runtime.text(out);
}

}  // namespace coldread::jinja
