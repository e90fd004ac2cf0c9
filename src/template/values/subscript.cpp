#include "template/values/subscript.h"

#include <algorithm>

#include "template/values/characters.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

/// Position for a possibly negative index; -1 where it is out of range.
std::int64_t position(std::int64_t index, std::int64_t length) {
  if (index < 0) index += length;
  return index >= 0 && index < length ? index : -1;
}

std::string_view character_at(Runtime& runtime, const Text& text, std::size_t index) {
  if (is_ascii(runtime, text)) return text.bytes.substr(index, 1);
  runtime.spend_characters(text.bytes.size());
  const std::size_t start = character_offset(text.bytes, index);
  return text.bytes.substr(start, next_character(text.bytes, start) - start);
}

struct Bounds {
  std::int64_t start = 0;
  std::int64_t step = 1;
  std::int64_t count = 0;
};

std::int64_t slice_index(const Item& item) {
  if (!item.is_integral()) fail("slice indices must be integers or None");
  return item.as_integer();
}

/// Python's slice.indices().
Bounds resolve(const Item& start, const Item& stop, const Item& step, std::int64_t length) {
  const auto given = [](const Item& item) { return !item.is_absent() && !item.is_none(); };
  for (const Item* bound : {&start, &stop, &step}) need_defined(*bound);
  Bounds bounds;
  if (given(step)) bounds.step = slice_index(step);
  if (bounds.step == 0) fail("slice step cannot be zero");
  const bool back = bounds.step < 0;
  const auto clamp = [&](const Item& item, std::int64_t otherwise) {
    if (!given(item)) return otherwise;
    std::int64_t index = slice_index(item);
    if (index < 0) index = index < -length ? -1 - length : index + length;
    return std::clamp(index, back ? std::int64_t{-1} : std::int64_t{0}, back ? length - 1 : length);
  };
  bounds.start = clamp(start, back ? length - 1 : 0);
  const std::int64_t end = clamp(stop, back ? -1 : length);
  // Steps are at most 2^63 - 1 in size and the distance is at most the length, so nothing overflows.
  if (back && end < bounds.start) {
    bounds.count = static_cast<std::int64_t>(static_cast<std::uint64_t>(bounds.start - end - 1) /
                                             (0 - static_cast<std::uint64_t>(bounds.step))) +
                   1;
  } else if (!back && bounds.start < end) {
    bounds.count = (end - bounds.start - 1) / bounds.step + 1;
  }
  return bounds;
}

Item slice_text(Runtime& runtime, const Text& text, const Bounds& bounds) {
  const std::string_view bytes = text.bytes;
  runtime.spend_characters(bytes.size());
  const auto count = static_cast<std::size_t>(bounds.count);
  if (count == 0) return runtime.borrowed({});
  const auto start = static_cast<std::size_t>(bounds.start);
  if (bounds.step == 1) {
    const std::size_t from = is_ascii(runtime, text) ? start : character_offset(bytes, start);
    const std::size_t size = is_ascii(runtime, text) ? count : character_offset(bytes.substr(from), count);
    return runtime.borrowed(bytes.substr(from, size));
  }
  std::vector<std::size_t> offsets;  // of every character, and the end
  offsets.reserve(text_length(runtime, text) + 1);
  for (std::size_t i = 0; i < bytes.size(); i = next_character(bytes, i)) offsets.push_back(i);
  offsets.push_back(bytes.size());
  std::string out;
  for (std::int64_t k = 0; k < bounds.count; ++k) {
    const auto at = static_cast<std::size_t>(bounds.start + k * bounds.step);
    out += bytes.substr(offsets[at], offsets[at + 1] - offsets[at]);
  }
  return runtime.text(out);
}

}  // namespace

Item find_element(Runtime& runtime, const Item& owner, const Item& key) {
  if (owner.is_dict()) {
    if (key.is_list() || key.is_dict()) return {};  // unhashable
    const Item* found = owner.mapping().find(runtime, key);
    return found == nullptr ? Item() : *found;
  }
  if (!key.is_integral()) return {};
  switch (owner.kind()) {
    case Item::Kind::text: {
      const std::int64_t at = position(key.as_integer(), length_of(runtime, owner));
      if (at < 0) return {};
      const std::string_view found = character_at(runtime, owner.as_text(), static_cast<std::size_t>(at));
      return owner.as_text().markup ? runtime.markup(found) : character(runtime, found);
    }
    case Item::Kind::list:
    case Item::Kind::tuple: {
      const std::int64_t at = position(key.as_integer(), length_of(runtime, owner));
      return at < 0 ? Item() : owner.sequence().items[static_cast<std::size_t>(at)];
    }
    case Item::Kind::range: {
      const std::int64_t at = position(key.as_integer(), owner.range().length);
      return at < 0 ? Item() : Item::integer(owner.range().at(at));
    }
    default:
      return {};
  }
}

Item get_slice(Runtime& runtime, const Item& owner, const Item& start, const Item& stop, const Item& step) {
  need_defined(owner);
  const bool sliceable = owner.is_text() || owner.is_sequence() || owner.kind() == Item::Kind::range;
  if (!sliceable) fail("'" + std::string(type_name(owner)) + "' object is not subscriptable with a slice");
  const Bounds bounds = resolve(start, stop, step, length_of(runtime, owner));
  if (owner.is_text()) {
    const Item part = slice_text(runtime, owner.as_text(), bounds);
    return owner.as_text().markup ? runtime.markup(part.bytes()) : part;
  }
  if (owner.kind() == Item::Kind::range) {
    const Range& range = owner.range();
    const std::int64_t first = range.at(bounds.start);
    return Item(runtime.make<Range>(first, first + bounds.count * bounds.step * range.step, range.step * bounds.step,
                                    bounds.count));
  }
  Sequence* made = runtime.sequence(static_cast<std::size_t>(bounds.count));
  for (std::int64_t k = 0; k < bounds.count; ++k) {
    made->items.push_back(owner.sequence().items[static_cast<std::size_t>(bounds.start + k * bounds.step)]);
  }
  return owner.is_list() ? Item::list(made) : Item::tuple(made);
}

}  // namespace coldread::jinja
