#include <array>

#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/library/filters.h"
#include "template/library/lookup.h"
#include "template/library/parameters.h"
#include "template/text/letter_case.h"
#include "template/text/percent_format.h"
#include "template/text/python_text.h"
#include "template/text/text_edits.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"
#include "template/values/truth.h"

namespace coldread::jinja {
namespace {

template <std::string (*change)(std::string_view)>
Item changed(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("this filter", arguments, {});
  const std::string_view text = to_bytes(runtime, input);
  runtime.spend_characters(text.size());
  return runtime.text(change(text));
}

/// Words begin after white space and - ( { [ <; unlike str.title(), an apostrophe ends none.
std::string title(std::string_view text) {
  const auto separates = [](char32_t c) {
    return c == U'-' || c == U'(' || c == U'{' || c == U'[' || c == U'<' || is_python_space(c);
  };
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    const bool separator = separates(code_point_at(text, at).value);
    const std::size_t start = at;
    while (at < text.size() && separates(code_point_at(text, at).value) == separator) at = next_character(text, at);
    const std::size_t second = next_character(text, start);
    out += upper(text.substr(start, second - start));
    out += lower(text.substr(second, at - second));
  }
  return out;
}

Item trim(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("trim", arguments, {"chars"});
  const std::string_view text = to_bytes(runtime, input);
  const std::string_view kept = strip_characters(text, parameters[0], true, true);
  runtime.spend_characters(text.size() - kept.size());
  return runtime.borrowed(kept);
}

Item replace(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("replace", arguments, {"old", "new", "count"}, 2);
  const std::int64_t count = parameters.given_and_not_none(2) ? parameters.integer(2) : -1;
  return replace_text(runtime, to_bytes(runtime, input), to_bytes(runtime, parameters[0]),
                      to_bytes(runtime, parameters[1]), count);
}

Item string(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("string", arguments, {});
  return to_text(runtime, input);
}

Item wordcount(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("wordcount", arguments, {});
  const std::string_view text = to_bytes(runtime, input);
  runtime.spend_characters(text.size());
  std::int64_t words = 0;
  bool inside = false;
  for (const char32_t c : to_utf32(text)) {
    const bool word = c == U'_' || is_python_alphanumeric(c);
    if (word && !inside) ++words;
    inside = word;
  }
  return Item::integer(words);
}

Item format(Runtime& runtime, const Item& input, const Arguments& arguments) {
  if (arguments.count > 0 && arguments.keyword_count > 0) {
    fail("format() can't handle positional and keyword arguments at the same time");
  }
  const Item text = to_text(runtime, input);
  if (arguments.keyword_count > 0) {
    Mapping* named = new_mapping(runtime);
    for (std::size_t i = 0; i < arguments.keyword_count; ++i) {
      named->set(runtime, runtime.borrowed(arguments.keywords[i].name), arguments.keywords[i].value);
    }
    return percent_format(runtime, text, Item(named));
  }
  Sequence* values = runtime.sequence(arguments.count);
  values->items.assign(arguments.positional, arguments.positional + arguments.count);
  return percent_format(runtime, text, Item::tuple(values));
}

Item default_value(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("default", arguments, {"default_value", "boolean"});
  const bool replaced = input.is_undefined() || (parameters.truth_or(1, false) && !truth(input));
  return replaced ? parameters.value_or(0, runtime.borrowed({})) : input;
}

Item attribute(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("attr", arguments, {"name"}, 1);
  need_defined(input);
  const Item found = own_attribute(runtime, input, parameters.text(0));  // an entry of a dict is none
  return found.is_absent() ? undefined_attribute(runtime, input, parameters.text(0)) : found;
}

constexpr std::array kFilters = {
    FilterEntry{"upper", changed<upper>, true},
    FilterEntry{"lower", changed<lower>, true},
    FilterEntry{"capitalize", changed<capitalize>, true},
    FilterEntry{"title", changed<title>},
    FilterEntry{"trim", trim, true},
    FilterEntry{"replace", replace},
    FilterEntry{"string", string},
    FilterEntry{"wordcount", wordcount},
    FilterEntry{"format", format},
    FilterEntry{"default", default_value},
    FilterEntry{"d", default_value},
    FilterEntry{"attr", attribute},
};

}  // namespace

std::span<const FilterEntry> text_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
