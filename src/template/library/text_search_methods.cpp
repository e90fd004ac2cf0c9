#include <algorithm>
#include <array>

#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/values/characters.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

/// The part of a text that the optional arguments start and end of find, count, ... leave.
struct Window {
  std::string_view bytes;
  std::size_t first = 0;  ///< index of its first character
  bool beyond = false;    ///< it begins behind the end: not even '' is found
};

Window window(Runtime& runtime, const Text& text, const Parameters& parameters, std::size_t start_at) {
  const auto length = static_cast<std::int64_t>(text_length(runtime, text));
  const auto bound = [&](std::size_t i, std::int64_t otherwise) {
    std::int64_t index = parameters.given_and_not_none(i) ? parameters.integer(i) : otherwise;
    if (index < 0) index = std::max<std::int64_t>(0, index < -length ? 0 : index + length);
    return index;
  };
  const std::int64_t start = bound(start_at, 0);
  const std::int64_t end = std::min(bound(start_at + 1, length), length);
  Window part;
  part.beyond = start > end;
  if (part.beyond) return part;
  part.first = static_cast<std::size_t>(start);
  if (!is_ascii(runtime, text)) runtime.spend_characters(text.bytes.size());
  const std::size_t from = is_ascii(runtime, text) ? part.first : character_offset(text.bytes, part.first);
  const auto count = static_cast<std::size_t>(end - start);
  const std::size_t size = is_ascii(runtime, text) ? count : character_offset(text.bytes.substr(from), count);
  part.bytes = text.bytes.substr(from, size);
  return part;
}

std::int64_t search(Runtime& runtime, const Item& self, const Parameters& parameters, bool from_right) {
  const std::string_view wanted = parameters.text(0);
  const Window part = window(runtime, self.as_text(), parameters, 1);
  runtime.spend_characters(part.bytes.size());
  if (part.beyond) return -1;
  const std::size_t found = from_right ? rfind_bytes(part.bytes, wanted) : find_bytes(part.bytes, wanted);
  if (found == std::string_view::npos) return -1;
  return static_cast<std::int64_t>(part.first + count_characters(part.bytes.substr(0, found)));
}

template <bool right>
Item find(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters(right ? "rfind" : "find", arguments, {"/sub", "/start", "/end"}, 1);
  return Item::integer(search(runtime, self, parameters, right));
}

template <bool right>
Item index(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters(right ? "rindex" : "index", arguments, {"/sub", "/start", "/end"}, 1);
  const std::int64_t found = search(runtime, self, parameters, right);
  if (found < 0) fail("substring not found");
  return Item::integer(found);
}

Item count(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("count", arguments, {"/sub", "/start", "/end"}, 1);
  const std::string_view wanted = parameters.text(0);
  const Window part = window(runtime, self.as_text(), parameters, 1);
  runtime.spend_characters(part.bytes.size());
  if (part.beyond) return Item::integer(0);
  if (wanted.empty()) return Item::integer(static_cast<std::int64_t>(count_characters(part.bytes)) + 1);
  std::int64_t times = 0;
  for (std::size_t at = find_bytes(part.bytes, wanted); at != std::string_view::npos; ++times) {
    at = find_bytes(part.bytes, wanted, at + wanted.size());
  }
  return Item::integer(times);
}

template <bool at_end>
Item has_affix(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters(at_end ? "endswith" : "startswith", arguments, {"/prefix", "/start", "/end"}, 1);
  const Window part = window(runtime, self.as_text(), parameters, 1);
  const auto fits = [&](const Item& affix) {
    if (!affix.is_text()) {
      need_defined(affix);
      fail("startswith and endswith want a string or a tuple of strings, not '" + std::string(type_name(affix)) + "'");
    }
    return !part.beyond && (at_end ? part.bytes.ends_with(affix.bytes()) : part.bytes.starts_with(affix.bytes()));
  };
  if (!parameters[0].is_tuple()) return Item::boolean(fits(parameters[0]));
  const auto& affixes = parameters[0].sequence().items;
  return Item::boolean(std::any_of(affixes.begin(), affixes.end(), fits));
}

constexpr std::array kMethods = {
    Method{"startswith", has_affix<false>},
    Method{"endswith", has_affix<true>},
    Method{"find", find<false>},
    Method{"rfind", find<true>},
    Method{"index", index<false>},
    Method{"rindex", index<true>},
    Method{"count", count},
};

}  // namespace

std::span<const Method> text_search_methods() {
  return kMethods;
}

}  // namespace coldread::jinja
