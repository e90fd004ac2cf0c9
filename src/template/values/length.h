#pragma once

#include <cstddef>
#include <cstdint>

#include "template/values/item.h"

namespace coldread::jinja {

/// Code points of a text: counted once, and paid for in steps.
std::size_t text_length(Runtime& runtime, const Text& text);
inline bool is_ascii(Runtime& runtime, const Text& text) {
  return text_length(runtime, text) == text.bytes.size();
}

/// len() where the item has one, -1 where it has none (generators, numbers, ...).
std::int64_t length_or_minus_one(Runtime& runtime, const Item& item);
/// len(). Faults where the item has none.
std::int64_t length_of(Runtime& runtime, const Item& item);

}  // namespace coldread::jinja
