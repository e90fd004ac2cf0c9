#include "template/values/number_arithmetic.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <string>

#include "template/values/fault.h"
#include "template/values/missing.h"

namespace coldread::jinja {
namespace {

__extension__ using Wide = unsigned __int128;

[[noreturn]] void overflow() {
  fail("the integer result is beyond 64 bits");
}

Item integer_power(std::int64_t base, std::int64_t exponent) {
  if (exponent < 0) {
    if (base == 0) fail("0 cannot be raised to a negative power");
    return Item::real(std::pow(static_cast<double>(base), static_cast<double>(exponent)));
  }
  if (base == 0 || base == 1) return Item::integer(exponent == 0 ? 1 : base);
  if (base == -1) return Item::integer(exponent % 2 == 0 ? 1 : -1);
  if (exponent > 63) overflow();
  std::int64_t result = 1;
  for (std::int64_t i = 0; i < exponent; ++i) {
    if (__builtin_mul_overflow(result, base, &result)) overflow();
  }
  return Item::integer(result);
}

/// Python's float modulo: the sign of the divisor.
double real_modulo(double a, double b) {
  double rest = std::fmod(a, b);
  if (rest == 0.0) return std::copysign(0.0, b);
  if ((b < 0) != (rest < 0)) rest += b;
  return rest;
}

double real_floor_divide(double a, double b) {
  const double rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0.0 && (b < 0) != (rest < 0)) quotient -= 1.0;
  if (quotient == 0.0) return std::copysign(0.0, a / b);
  const double whole = std::floor(quotient);
  return quotient - whole > 0.5 ? whole + 1.0 : whole;
}

}  // namespace

Item integer_arithmetic(Operator op, std::int64_t a, std::int64_t b) {
  std::int64_t result = 0;
  bool overflowed = false;
  switch (op) {
    case Operator::add:
      overflowed = __builtin_add_overflow(a, b, &result);
      break;
    case Operator::subtract:
      overflowed = __builtin_sub_overflow(a, b, &result);
      break;
    case Operator::multiply:
      overflowed = __builtin_mul_overflow(a, b, &result);
      break;
    case Operator::divide:
      if (b == 0) fail("division by zero");
      return Item::real(divide_integers(a, b));
    case Operator::floor_divide:
      if (b == 0) fail("integer division or modulo by zero");
      if (b == -1) {
        overflowed = __builtin_sub_overflow(std::int64_t{0}, a, &result);
      } else {
        result = a / b - ((a % b != 0 && (a < 0) != (b < 0)) ? 1 : 0);
      }
      break;
    case Operator::modulo:
      if (b == 0) fail("integer division or modulo by zero");
      if (b != -1) {
        result = a % b;
        if (result != 0 && (result < 0) != (b < 0)) result += b;
      }
      break;
    case Operator::power:
      return integer_power(a, b);
  }
  if (overflowed) overflow();
  return Item::integer(result);
}

Item real_arithmetic(Operator op, double a, double b) {
  switch (op) {
    case Operator::add:
      return Item::real(a + b);
    case Operator::subtract:
      return Item::real(a - b);
    case Operator::multiply:
      return Item::real(a * b);
    case Operator::divide:
      if (b == 0.0) fail("float division by zero");
      return Item::real(a / b);
    case Operator::floor_divide:
      if (b == 0.0) fail("float floor division by zero");
      return Item::real(real_floor_divide(a, b));
    case Operator::modulo:
      if (b == 0.0) fail("float modulo by zero");
      return Item::real(real_modulo(a, b));
    case Operator::power:
      break;
  }
  if (a == 0.0 && b < 0.0) fail("0.0 cannot be raised to a negative power");
  const double result = std::pow(a, b);
  if (std::isnan(result) && !std::isnan(a) && !std::isnan(b)) fail("a power with a complex result");
  if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) fail("the power is too large for a float");
  return Item::real(result);
}

double divide_integers(std::int64_t a, std::int64_t b) {
  constexpr std::int64_t kExact = std::int64_t{1} << 53;
  if (a > -kExact && a < kExact && b > -kExact && b < kExact) return static_cast<double>(a) / static_cast<double>(b);
  const auto magnitude = [](std::int64_t value) {
    return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  };
  const std::uint64_t dividend = magnitude(a);
  const std::uint64_t divisor = magnitude(b);
  // At least 55 bits of quotient and one sticky bit: the conversion then rounds once, and correctly.
  const int shift =
      std::max(0, 56 + static_cast<int>(std::bit_width(divisor)) - static_cast<int>(std::bit_width(dividend)));
  const Wide scaled = static_cast<Wide>(dividend) << shift;
  const Wide quotient = (scaled / divisor) | static_cast<Wide>(scaled % divisor != 0);
  const double value = std::ldexp(static_cast<double>(quotient), -shift);
  return (a < 0) != (b < 0) ? -value : value;
}

Item negate(const Item& item) {
  need_defined(item);
  if (item.is_real()) return Item::real(-item.as_real());
  if (!item.is_integral()) fail("bad operand type for unary -: '" + std::string(type_name(item)) + "'");
  return integer_arithmetic(Operator::subtract, 0, item.as_integer());
}

Item unary_plus(const Item& item) {
  need_defined(item);
  if (item.is_real()) return item;
  if (!item.is_integral()) fail("bad operand type for unary +: '" + std::string(type_name(item)) + "'");
  return Item::integer(item.as_integer());
}

}  // namespace coldread::jinja
