#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

enum class Comparison { equal, not_equal, less, less_equal, greater, greater_equal, in, not_in };

/// Python's ==. Faults on strict undefined values.
bool equal(Runtime& runtime, const Item& a, const Item& b);

/// Python's <, <=, >, >=. Faults where the types have no order.
bool ordered(Runtime& runtime, Comparison comparison, const Item& a, const Item& b);
inline bool less(Runtime& runtime, const Item& a, const Item& b) {
  return ordered(runtime, Comparison::less, a, b);
}

/// Python's `item in container`.
bool contains(Runtime& runtime, const Item& container, const Item& item);

bool compare(Runtime& runtime, Comparison comparison, const Item& a, const Item& b);

/// Python's bool(). Faults on strict undefined values.
bool truth(const Item& item);

/// Python's `is`, as far as it can be told: equality for numbers, strings and None, identity for the rest.
bool same(const Item& a, const Item& b);

}  // namespace coldread::jinja
