#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

enum class Operator { add, subtract, multiply, divide, floor_divide, modulo, power };

/// Python's arithmetic on numbers, strings, lists and tuples; integers are 64-bit, overflow is a fault.
Item arithmetic(Runtime& runtime, Operator op, const Item& a, const Item& b);
Item negate(const Item& item);
Item unary_plus(const Item& item);

/// environment.getattr: a method or attribute, else the dict entry of that name, else undefined.
Item get_attribute(Runtime& runtime, const Item& owner, std::string_view name);
/// environment.getitem: the element, else for a string key the attribute, else undefined.
Item get_element(Runtime& runtime, const Item& owner, const Item& key);
/// owner[start:stop:step]; an absent bound is left out.
Item get_slice(Runtime& runtime, const Item& owner, const Item& start, const Item& stop, const Item& step);

/// The correctly rounded quotient; b is not 0.
double divide_integers(std::int64_t a, std::int64_t b);

}  // namespace coldread::jinja
