#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// Python's ==. Faults on strict undefined values.
bool equal(Runtime& runtime, const Item& a, const Item& b);

/// Python's `is`, as far as it can be told: equality for numbers, strings and None, identity for the rest.
bool same(const Item& a, const Item& b);

/// 64 bits of mantissa on x86: holds every integer and every double exactly, so that the two compare as in Python.
inline long double exact_number(const Item& number) {
  return number.is_real() ? static_cast<long double>(number.as_real()) : static_cast<long double>(number.as_integer());
}

}  // namespace coldread::jinja
