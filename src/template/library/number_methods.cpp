#include <array>
#include <bit>
#include <cmath>

#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/text/number_format.h"
#include "template/values/fault.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

std::uint64_t magnitude(const Item& self) {
  const std::int64_t value = self.as_integer();
  return value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
}

Item bit_length(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("bit_length", arguments, {});
  return Item::integer(static_cast<std::int64_t>(std::bit_width(magnitude(self))));
}

Item bit_count(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("bit_count", arguments, {});
  return Item::integer(std::popcount(magnitude(self)));
}

Item conjugate(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("conjugate", arguments, {});
  return self.is_real() ? self : Item::integer(self.as_integer());
}

Item is_integer(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("is_integer", arguments, {});
  return Item::boolean(std::isfinite(self.as_real()) && self.as_real() == std::floor(self.as_real()));
}

/// The fraction in lowest terms whose denominator is a power of two.
Item as_integer_ratio(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("as_integer_ratio", arguments, {});
  if (!self.is_real()) return runtime.tuple({Item::integer(self.as_integer()), Item::integer(1)});
  double numerator = self.as_real();
  std::int64_t denominator = 1;
  while (std::isfinite(numerator) && numerator != std::floor(numerator)) {
    if (denominator == std::int64_t{1} << 62) fail("the integer result is beyond 64 bits");
    numerator *= 2;
    denominator *= 2;
  }
  return runtime.tuple({Item::integer(truncate_real(numerator)), Item::integer(denominator)});
}

constexpr std::array kIntegerMethods = {Method{"bit_length", bit_length}, Method{"bit_count", bit_count},
                                        Method{"conjugate", conjugate}, Method{"as_integer_ratio", as_integer_ratio}};
constexpr std::array kRealMethods = {Method{"is_integer", is_integer}, Method{"conjugate", conjugate},
                                     Method{"as_integer_ratio", as_integer_ratio}};

}  // namespace

std::span<const Method> integer_methods() {
  return kIntegerMethods;
}
std::span<const Method> real_methods() {
  return kRealMethods;
}

}  // namespace coldread::jinja
