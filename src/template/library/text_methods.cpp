#include <algorithm>
#include <array>
#include <limits>

#include "base/unicode.h"
#include "template/library/lookup.h"
#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/text/brace_format.h"
#include "template/text/text_edits.h"
#include "template/values/characters.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

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
        while (before > 0 && continues_character(rest[before]));
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
  const std::int64_t missing = parameters.integer(0) - static_cast<std::int64_t>(text_length(runtime, self.as_text()));
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
      if (!continues_character(c)) ++column;
      if (c == '\n' || c == '\r') column = 0;
    }
  }
  return runtime.text(out);
}

/// The sandbox of chat templates looks a format field's parts up as the template does.
FieldAccess access_of(const Runtime& runtime) {
  if (!runtime.chat()) return {};
  return {.attribute = get_attribute, .element = get_element};
}

Item format(Runtime& runtime, const Item& self, const Arguments& arguments) {
  return brace_format(runtime, self.as_text(), arguments, access_of(runtime));
}

Item format_map(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("format_map", arguments, {"/mapping"}, 1);
  if (!parameters[0].is_dict()) fail("format_map() wants a dict");
  std::vector<Keyword> keywords;
  for (const Mapping::Entry& entry : parameters[0].mapping().entries()) {
    if (entry.key.is_text()) keywords.push_back({entry.key.bytes(), entry.value});
  }
  return brace_format(runtime, self.as_text(), {nullptr, 0, keywords.data(), keywords.size()}, access_of(runtime));
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

}  // namespace coldread::jinja
