#include "kernels/scalar_math.h"

#include <bit>
#include <cstdint>

namespace coldread::kernels {
namespace {

constexpr double kLn2High = 0x1.62e42fee00000p-1;  // 33 bits: its product with a 20-bit integer is exact
constexpr double kLn2Low = 0x1.a39ef35793c76p-33;
constexpr double kHalfPiHigh = 0x1.921fb54400000p+0;
constexpr double kHalfPiLow = 0x1.0b4611a626331p-34;

double nearest_integer(double x) {
  constexpr double kRound = 0x1.8p52;
  return (x + kRound) - kRound;
}

}  // namespace

double exp(double x) {
  const double n = nearest_integer(x * 1.4426950408889634);
  const double r = (x - n * kLn2High) - n * kLn2Low;
  double sum = 1.0;  // Taylor: 1 + r (1 + r/2 (1 + r/3 (...)))
  for (int i = 14; i > 0; --i) sum = 1.0 + sum * r / i;
  return sum * std::bit_cast<double>(static_cast<std::uint64_t>(static_cast<std::int64_t>(n) + 1023) << 52);
}

double log(double x) {
  const auto bits = std::bit_cast<std::uint64_t>(x);
  std::int64_t exponent = static_cast<std::int64_t>(bits >> 52) - 1023;
  double m = std::bit_cast<double>((bits & 0x000fffffffffffffU) | 0x3ff0000000000000U);
  if (m > 1.4142135623730951) {
    m *= 0.5;
    ++exponent;
  }
  // ln m = 2 atanh(f) = 2 f (1 + f^2/3 + f^4/5 + ...), |f| <= 0.172
  const double f = (m - 1.0) / (m + 1.0);
  const double f2 = f * f;
  double sum = 0;
  for (int i = 23; i > 1; i -= 2) sum = (sum + 1.0 / i) * f2;
  const double n = static_cast<double>(exponent);
  return n * kLn2High + (n * kLn2Low + (2.0 * f + 2.0 * f * sum));
}

SineCosine sine_cosine(double x) {
  const double n = nearest_integer(x * 0.6366197723675814);
  const double r = (x - n * kHalfPiHigh) - n * kHalfPiLow;
  const double r2 = r * r;
  double sine = 1.0;
  double cosine = 1.0;
  for (int i = 18; i > 0; i -= 2) {
    sine = 1.0 - sine * r2 / (i * (i + 1.0));
    cosine = 1.0 - cosine * r2 / (i * (i - 1.0));
  }
  sine *= r;
  switch (static_cast<std::int64_t>(n) & 3) {
    case 0:
      return {sine, cosine};
    case 1:
      return {cosine, -sine};
    case 2:
      return {-sine, -cosine};
    default:
      return {-cosine, sine};
  }
}

}  // namespace coldread::kernels
