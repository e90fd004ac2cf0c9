#pragma once

#include <bit>
#include <cstdint>

namespace coldread {

/// e^x for x <= 0, in double; 0 below -708. Relative error under 2.3e-16 * 2. Plain multiplications and additions, so
/// the bits are the same on every machine (libm's are not), and a draw that depends on them too.
/// x = k ln 2 + r with |r| <= ln(2) / 2 (ln 2 in two parts, so that k * kLn2High is exact); then 2^k times the Taylor
/// polynomial of degree 13, whose first left-out term is below 5e-18.
inline double exp_of_nonpositive(double x) noexcept {
  constexpr double kInverseLn2 = 1.4426950408889634;
  constexpr double kLn2High = 6.93147180369123816490e-01;
  constexpr double kLn2Low = 1.90821492927058770002e-10;
  constexpr double kRounder = 0x1.8p52;  // adding and subtracting it rounds to the nearest integer
  const double shifted = x * kInverseLn2 + kRounder;
  const double k = shifted - kRounder;
  const double r = (x - k * kLn2High) - k * kLn2Low;
  double p = 1.0 / 6227020800.0;  // 1 / 13!
  p = p * r + 1.0 / 479001600.0;
  p = p * r + 1.0 / 39916800.0;
  p = p * r + 1.0 / 3628800.0;
  p = p * r + 1.0 / 362880.0;
  p = p * r + 1.0 / 40320.0;
  p = p * r + 1.0 / 5040.0;
  p = p * r + 1.0 / 720.0;
  p = p * r + 1.0 / 120.0;
  p = p * r + 1.0 / 24.0;
  p = p * r + 1.0 / 6.0;
  p = p * r + 0.5;
  p = p * r + 1.0;
  p = p * r + 1.0;
  // The last bits of `shifted` are k. (No conversion and no branch, so that a loop over this can use vectors.)
  const std::uint64_t exponent = std::bit_cast<std::uint64_t>(shifted) + 1023;
  return x >= -708.0 ? p * std::bit_cast<double>(exponent << 52) : 0.0;
}

}  // namespace coldread
