#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <string>

#include "template/library/operators.h"
#include "template/text/markup.h"
#include "template/text/percent_format.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

__extension__ using Wide = unsigned __int128;

std::string_view sign(Operator op) {
  switch (op) {
    case Operator::add:
      return "+";
    case Operator::subtract:
      return "-";
    case Operator::multiply:
      return "*";
    case Operator::divide:
      return "/";
    case Operator::floor_divide:
      return "//";
    case Operator::modulo:
      return "%";
    case Operator::power:
      return "**";
  }
  return "?";
}

[[noreturn]] void no_operation(Operator op, const Item& a, const Item& b) {
  fail("unsupported operand type(s) for " + std::string(sign(op)) + ": '" + std::string(type_name(a)) + "' and '" +
       std::string(type_name(b)) + "'");
}

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

Item integers(Operator op, std::int64_t a, std::int64_t b) {
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

Item reals(Operator op, double a, double b) {
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

Item repeat(Runtime& runtime, const Item& item, std::int64_t times) {
  const std::size_t count = times < 0 ? 0 : static_cast<std::size_t>(times);
  const std::size_t unit = item.is_text() ? item.bytes().size() : item.sequence().items.size();
  std::size_t total = 0;
  if (__builtin_mul_overflow(unit, count, &total)) total = std::numeric_limits<std::size_t>::max();
  if (item.is_text()) {
    runtime.spend_bytes(total);
    std::string repeated;
    repeated.reserve(total);
    if (unit > 0) {
      for (std::size_t i = 0; i < count; ++i) repeated += item.bytes();
    }
    return runtime.text(repeated, item.as_text().markup);
  }
  Sequence* made = runtime.sequence(total);
  if (unit > 0) {
    for (std::size_t i = 0; i < count; ++i) {
      made->items.insert(made->items.end(), item.sequence().items.begin(), item.sequence().items.end());
    }
  }
  return item.is_list() ? Item::list(made) : Item::tuple(made);
}

Item concatenate(Runtime& runtime, const Item& a, const Item& b) {
  if (a.is_text()) {
    const bool markup = a.as_text().markup || b.as_text().markup;
    std::string joined(markup ? escaped(a) : std::string(a.bytes()));
    runtime.spend_bytes(joined.size() + b.bytes().size());
    joined += markup ? escaped(b) : std::string(b.bytes());
    return runtime.text(joined, markup);
  }
  Sequence* made = runtime.sequence(a.sequence().items.size() + b.sequence().items.size());
  made->items = a.sequence().items;
  made->items.insert(made->items.end(), b.sequence().items.begin(), b.sequence().items.end());
  return a.is_list() ? Item::list(made) : Item::tuple(made);
}

bool repeatable(const Item& item) {
  return item.is_text() || item.is_sequence();
}

}  // namespace

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

Item arithmetic(Runtime& runtime, Operator op, const Item& a, const Item& b) {
  need_defined(a);
  if (op == Operator::modulo && a.is_text()) return percent_format(runtime, a, b);
  need_defined(b);
  if (a.is_integral() && b.is_integral()) return integers(op, a.as_integer(), b.as_integer());
  if (a.is_number() && b.is_number()) return reals(op, a.as_number(), b.as_number());
  if (op == Operator::add && a.kind() == b.kind() && repeatable(a)) return concatenate(runtime, a, b);
  if (op == Operator::multiply && repeatable(a) && b.is_integral()) return repeat(runtime, a, b.as_integer());
  if (op == Operator::multiply && repeatable(b) && a.is_integral()) return repeat(runtime, b, a.as_integer());
  no_operation(op, a, b);
}

Item negate(const Item& item) {
  need_defined(item);
  if (item.is_real()) return Item::real(-item.as_real());
  if (!item.is_integral()) fail("bad operand type for unary -: '" + std::string(type_name(item)) + "'");
  return integers(Operator::subtract, 0, item.as_integer());
}

Item unary_plus(const Item& item) {
  need_defined(item);
  if (item.is_real()) return item;
  if (!item.is_integral()) fail("bad operand type for unary +: '" + std::string(type_name(item)) + "'");
  return Item::integer(item.as_integer());
}

}  // namespace coldread::jinja
