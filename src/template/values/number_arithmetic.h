#pragma once

#include <cstdint>

#include "template/values/item.h"

namespace coldread::jinja {

enum class Operator { add, subtract, multiply, divide, floor_divide, modulo, power };

/// Python's arithmetic on ints, of 64 bits: faults on overflow and on division by zero.
Item integer_arithmetic(Operator op, std::int64_t a, std::int64_t b);
/// Python's arithmetic on floats. Faults on division by zero and on complex or too large powers.
Item real_arithmetic(Operator op, double a, double b);

/// -item and +item. Faults where it is no number.
Item negate(const Item& item);
Item unary_plus(const Item& item);

/// The correctly rounded quotient; b is not 0.
double divide_integers(std::int64_t a, std::int64_t b);

}  // namespace coldread::jinja
