#include "stats/distributions.h"

#include <cmath>
#include <numbers>

#include "base/error.h"

namespace coldread {
namespace {

using Real = long double;

/// ln Gamma without the global sign that lgamma writes. x > 0. Stirling's series from 20 on, the recurrence below.
Real log_gamma(Real x) {
  Real shift = 0;
  for (; x < 20; x += 1) shift -= std::log(x);
  const Real r = 1 / (x * x);
  const Real series =
      (1.0L / 12 +
       r * (-1.0L / 360 + r * (1.0L / 1260 + r * (-1.0L / 1680 + r * (1.0L / 1188 - r * (691.0L / 360360)))))) /
      x;
  return shift + (x - 0.5L) * std::log(x) - x + 0.5L * std::log(2 * std::numbers::pi_v<Real>) + series;
}

/// The continued fraction of I_x(a, b), which converges fast for x below the mean. Source: DLMF 8.17.22, Lentz's
/// method.
Real beta_fraction(Real a, Real b, Real x) {
  constexpr Real kTiny = 1e-4000L;
  constexpr int kMostTerms = 1'000'000;
  const auto guarded = [](Real value) { return std::fabs(value) < kTiny ? kTiny : value; };
  Real c = 1;
  Real d = 1 / guarded(1 - (a + b) * x / (a + 1));
  Real fraction = d;
  for (int k = 1; k < kMostTerms; ++k) {
    const Real m = k;
    const Real even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / guarded(1 + even * d);
    c = guarded(1 + even / c);
    fraction *= d * c;
    const Real odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / guarded(1 + odd * d);
    c = guarded(1 + odd / c);
    fraction *= d * c;
    if (std::fabs(d * c - 1) < 1e-18L) break;
  }
  return fraction;
}

/// The point where an increasing function reaches the target, in [low, high], to the last bit.
template <typename Function>
double bisect(double low, double high, double target, Function function) {
  while (true) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return high;
    (function(middle) < target ? low : high) = middle;
  }
}

}  // namespace

double incomplete_beta(double a, double b, double x, double complement) {
  COLDREAD_CHECK(a > 0 && b > 0);
  if (x <= 0) return 0;
  if (complement <= 0) return 1;
  if (x > (a + 1) / (a + b + 2)) return 1 - incomplete_beta(b, a, complement, x);
  const Real front = std::exp(a * std::log(static_cast<Real>(x)) + b * std::log(static_cast<Real>(complement)) +
                              log_gamma(static_cast<Real>(a) + b) - log_gamma(a) - log_gamma(b));
  return static_cast<double>(front * beta_fraction(a, b, x) / a);
}

double beta_quantile(double a, double b, double p) {
  if (p <= 0) return 0;
  if (p >= 1) return 1;
  return bisect(0, 1, p, [&](double x) { return incomplete_beta(a, b, x, 1 - x); });
}

double normal_quantile(double p) {
  COLDREAD_CHECK(p > 0 && p < 1);
  if (p < 0.5) return bisect(-40, 0, p, [](double z) { return 0.5 * std::erfc(-z / std::numbers::sqrt2); });
  const double upper = 1 - p;  // exact for p of at least a half
  return bisect(0, 40, -upper, [](double z) { return -0.5 * std::erfc(z / std::numbers::sqrt2); });
}

double student_two_sided(double t, double degrees) {
  const double squared = t * t;
  if (std::isinf(squared)) return 0;
  const double whole = degrees + squared;
  return incomplete_beta(degrees / 2, 0.5, degrees / whole, squared / whole);
}

double student_central(double level, double degrees) {
  COLDREAD_CHECK(level >= 0 && level < 1);
  const double outside = 1 - level;
  double high = 1;
  while (student_two_sided(high, degrees) > outside) high *= 2;
  return bisect(0, high, -outside, [&](double t) { return -student_two_sided(t, degrees); });
}

double chi_squared_one_upper(double x) {
  return std::erfc(std::sqrt(x / 2));
}

double fair_binomial_at(std::int64_t k, std::int64_t n) {
  if (k < 0 || k > n) return 0;
  const auto all = static_cast<Real>(n);
  const auto some = static_cast<Real>(k);
  return static_cast<double>(
      std::exp(log_gamma(all + 1) - log_gamma(some + 1) - log_gamma(all - some + 1) - all * std::numbers::ln2_v<Real>));
}

double fair_binomial_up_to(std::int64_t k, std::int64_t n) {
  if (k < 0) return 0;
  if (k >= n) return 1;
  // Each term downwards from k is the one above it times j / (n - j + 1).
  Real term = 1;
  Real sum = 1;
  for (std::int64_t j = k; j > 0 && term > sum * 1e-22L; --j) {
    term *= static_cast<Real>(j) / static_cast<Real>(n - j + 1);
    sum += term;
  }
  return static_cast<double>(sum * fair_binomial_at(k, n));
}

}  // namespace coldread
