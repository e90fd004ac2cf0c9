#include "template/library/text_methods.h"

#include <algorithm>
#include <array>
#include <limits>

#include "base/unicode.h"
#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/text/brace_format.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

bool ends_line(char32_t c) {
  return (c >= 0x0A && c <= 0x0D) || (c >= 0x1C && c <= 0x1E) || c == 0x85 || c == 0x2028 || c == 0x2029;
}

template <bool left, bool right>
Item strip_method(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("strip", arguments, {"/chars"});
  const std::string_view kept = strip_characters(self.bytes(), parameters[0], left, right);
  runtime.spend_characters(self.bytes().size() - kept.size());
  return runtime.borrowed(kept);
}

std::size_t most_splits(const Parameters& parameters) {
  const std::int64_t most = parameters.integer_or(1, -1);
  return most < 0 ? std::numeric_limits<std::size_t>::max() : static_cast<std::size_t>(most);
}

/// Words between white space; from_right leaves the rest at the front.
Item split_words(Runtime& runtime, std::string_view text, std::size_t most, bool from_right) {
  Sequence* made = runtime.sequence();
  std::string_view rest = from_right ? strip_right(text) : strip_left(text);
  while (!rest.empty() && made->items.size() < most) {
    runtime.spend();
    std::size_t cut = from_right ? rest.size() : 0;
    while (from_right ? cut > 0 : cut < rest.size()) {
      std::size_t before = cut;
      if (from_right) {
        do --before;
        while (before > 0 && (static_cast<unsigned char>(rest[before]) & 0xC0) == 0x80);
      }
      if (is_python_space(code_point_at(rest, before).value)) break;
      cut = from_right ? before : next_character(rest, cut);
    }
    made->items.push_back(runtime.borrowed(from_right ? rest.substr(cut) : rest.substr(0, cut)));
    rest = from_right ? strip_right(rest.substr(0, cut)) : strip_left(rest.substr(cut));
  }
  if (!rest.empty()) made->items.push_back(runtime.borrowed(rest));
  if (from_right) std::reverse(made->items.begin(), made->items.end());
  return Item::list(made);
}

template <bool from_right>
Item split(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters(from_right ? "rsplit" : "split", arguments, {"sep", "maxsplit"});
  const std::size_t most = most_splits(parameters);
  runtime.spend_characters(self.bytes().size());
  if (!parameters.given_and_not_none(0)) return split_words(runtime, self.bytes(), most, from_right);
  const std::string_view separator = parameters.text(0);
  if (separator.empty()) fail("empty separator");
  Sequence* made = runtime.sequence();
  std::string_view rest = self.bytes();
  while (made->items.size() < most) {
    runtime.spend();
    if (from_right && separator.size() >= kShortText) runtime.spend_bytes(rest.size());  // rfind_bytes copies it
    const std::size_t at = from_right ? rfind_bytes(rest, separator) : find_bytes(rest, separator);
    if (at == std::string_view::npos) break;
    const std::string_view after = rest.substr(at + separator.size());
    made->items.push_back(runtime.borrowed(from_right ? after : rest.substr(0, at)));
    rest = from_right ? rest.substr(0, at) : after;
  }
  made->items.push_back(runtime.borrowed(rest));
  if (from_right) std::reverse(made->items.begin(), made->items.end());
  return Item::list(made);
}

template <bool from_right>
Item partition(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("partition", arguments, {"/sep"}, 1);
  const std::string_view separator = parameters.text(0);
  const std::string_view text = self.bytes();
  runtime.spend_characters(text.size());
  if (separator.empty()) fail("empty separator");
  const std::size_t at = from_right ? rfind_bytes(text, separator) : find_bytes(text, separator);
  const Item empty = runtime.borrowed({});
  if (at == std::string_view::npos) {
    return from_right ? runtime.tuple({empty, empty, self}) : runtime.tuple({self, empty, empty});
  }
  return runtime.tuple({runtime.borrowed(text.substr(0, at)), runtime.borrowed(separator),
                        runtime.borrowed(text.substr(at + separator.size()))});
}

Item splitlines(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("splitlines", arguments, {"keepends"});
  return Item::list(split_lines(runtime, self.bytes(), parameters.flag_or(0, false)));
}

Item join(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("join", arguments, {"/iterable"}, 1);
  const Sequence* parts = collect(runtime, parameters[0]);
  for (std::size_t i = 0; i < parts->items.size(); ++i) {
    need_defined(parts->items[i]);
    if (!parts->items[i].is_text()) {
      fail("sequence item " + std::to_string(i) + ": expected str instance, " +
           std::string(type_name(parts->items[i])) + " found");
    }
  }
  return join_texts(runtime, self.bytes(), parts->items);
}

Item replace(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("replace", arguments, {"/old", "/new", "/count"}, 2);
  return replace_text(runtime, self.bytes(), parameters.text(0), parameters.text(1), parameters.integer_or(2, -1));
}

template <bool at_end>
Item remove_affix(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters(at_end ? "removesuffix" : "removeprefix", arguments, {"/affix"}, 1);
  const std::string_view affix = parameters.text(0);
  std::string_view text = self.bytes();
  if (at_end && text.ends_with(affix)) text.remove_suffix(affix.size());
  if (!at_end && text.starts_with(affix)) text.remove_prefix(affix.size());
  return runtime.borrowed(text);
}

template <Alignment alignment>
Item pad(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("padding", arguments, {"/width", "/fillchar"}, 1);
  const std::string_view fill = parameters.text_or(1, " ");
  if (count_characters(fill) != 1) fail("the fill character must be exactly one character long");
  return pad_text(runtime, self.as_text(), parameters.integer(0), fill, alignment);
}

Item zfill(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("zfill", arguments, {"/width"}, 1);
  const std::string_view text = self.bytes();
  const std::int64_t missing = parameters.integer(0) - static_cast<std::int64_t>(self.as_text().length(runtime));
  if (missing <= 0) return self;
  const std::size_t sign = !text.empty() && (text[0] == '+' || text[0] == '-') ? 1 : 0;
  runtime.spend_bytes(static_cast<std::size_t>(missing));
  std::string out(text.substr(0, sign));
  out.append(static_cast<std::size_t>(missing), '0');
  out += text.substr(sign);
  return runtime.text(out);
}

Item expandtabs(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("expandtabs", arguments, {"tabsize"});
  const std::int64_t size = parameters.integer_or(0, 8);
  std::int64_t column = 0;
  runtime.spend_characters(self.bytes().size());
  std::string out;
  for (const char c : self.bytes()) {
    if (c == '\t') {
      const std::int64_t blanks = size > 0 ? size - column % size : 0;
      runtime.check_bytes(static_cast<std::size_t>(blanks));
      runtime.check_bytes(out.size() + static_cast<std::size_t>(blanks));
      out.append(static_cast<std::size_t>(blanks), ' ');
      column += blanks;
    } else {
      out += c;
      if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) ++column;
      if (c == '\n' || c == '\r') column = 0;
    }
  }
  return runtime.text(out);
}

Item format(Runtime& runtime, const Item& self, const Arguments& arguments) {
  return brace_format(runtime, self.bytes(), arguments);
}

Item format_map(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("format_map", arguments, {"/mapping"}, 1);
  if (!parameters[0].is_dict()) fail("format_map() wants a dict");
  std::vector<Keyword> keywords;
  for (const Mapping::Entry& entry : parameters[0].mapping().entries()) {
    if (entry.key.is_text()) keywords.push_back({entry.key.bytes(), entry.value});
  }
  return brace_format(runtime, self.bytes(), {nullptr, 0, keywords.data(), keywords.size()});
}

Item unavailable(Runtime&, const Item&, const Arguments&) {
  fail("this method of str is not available in templates");
}

constexpr std::array kMethods = {
    Method{"strip", strip_method<true, true>},
    Method{"lstrip", strip_method<true, false>},
    Method{"rstrip", strip_method<false, true>},
    Method{"split", split<false>},
    Method{"rsplit", split<true>},
    Method{"splitlines", splitlines},
    Method{"replace", replace},
    Method{"join", join},
    Method{"format", format},
    Method{"partition", partition<false>},
    Method{"rpartition", partition<true>},
    Method{"removeprefix", remove_affix<false>},
    Method{"removesuffix", remove_affix<true>},
    Method{"center", pad<Alignment::center>},
    Method{"ljust", pad<Alignment::left>},
    Method{"rjust", pad<Alignment::right>},
    Method{"zfill", zfill},
    Method{"expandtabs", expandtabs},
    Method{"format_map", format_map},
    Method{"encode", unavailable},
    Method{"isidentifier", unavailable},
    Method{"maketrans", unavailable},
    Method{"translate", unavailable},
};

}  // namespace

std::span<const Method> text_methods() {
  return kMethods;
}

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
    while (last > 0 && (static_cast<unsigned char>(text[last]) & 0xC0) == 0x80) --last;
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
  const auto length = static_cast<std::int64_t>(text.length(runtime));
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
