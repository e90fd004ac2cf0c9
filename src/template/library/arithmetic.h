#pragma once

#include "template/values/item.h"
#include "template/values/number_arithmetic.h"

namespace coldread::jinja {

/// Python's arithmetic on numbers, strings, lists and tuples.
Item arithmetic(Runtime& runtime, Operator op, const Item& a, const Item& b);

}  // namespace coldread::jinja
