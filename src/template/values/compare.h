#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

enum class Comparison { equal, not_equal, less, less_equal, greater, greater_equal, in, not_in };

/// Python's <, <=, >, >=. Faults where the types have no order.
bool ordered(Runtime& runtime, Comparison comparison, const Item& a, const Item& b);
inline bool less(Runtime& runtime, const Item& a, const Item& b) {
  return ordered(runtime, Comparison::less, a, b);
}

/// Python's `item in container`.
bool contains(Runtime& runtime, const Item& container, const Item& item);

bool compare(Runtime& runtime, Comparison comparison, const Item& a, const Item& b);

}  // namespace coldread::jinja
