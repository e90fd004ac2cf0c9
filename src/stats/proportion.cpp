#include "stats/proportion.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "stats/distributions.h"

namespace coldread {
namespace {

/// The ends are exact where every trial went one way.
Interval with_exact_ends(Interval interval, std::int64_t successes, std::int64_t n) {
  if (successes == 0) interval.low = 0;
  if (successes == n) interval.high = 1;
  return interval;
}

double two_sided_z(double level) {
  COLDREAD_CHECK(level > 0 && level < 1);
  return normal_quantile(0.5 + 0.5 * level);
}

/// p: share of successes; z: quantile.
Interval wilson(double p, double trials, double z) {
  const double below = 2 * (trials + z * z);
  const double center = (2 * trials * p + z * z) / below;
  const double reach = z / below * std::sqrt(4 * trials * p * (1 - p) + z * z);
  return {center - reach, center + reach};
}

}  // namespace

Interval wilson_interval(std::int64_t successes, std::int64_t n, double level) {
  COLDREAD_CHECK(n >= 1 && successes >= 0 && successes <= n);
  const auto trials = static_cast<double>(n);
  return with_exact_ends(wilson(static_cast<double>(successes) / trials, trials, two_sided_z(level)), successes, n);
}

Interval wilson_corrected_interval(std::int64_t successes, std::int64_t n, double level) {
  COLDREAD_CHECK(n >= 1 && successes >= 0 && successes <= n);
  const double z = two_sided_z(level);
  const auto trials = static_cast<double>(n);
  const double p = static_cast<double>(successes) / trials;
  const double below = 2 * (trials + z * z);
  const double middle = 2 * trials * p + z * z;
  const double low = (middle - 1 - z * std::sqrt(z * z - 2 - 1 / trials + 4 * p * (trials * (1 - p) + 1))) / below;
  const double high = (middle + 1 + z * std::sqrt(z * z + 2 - 1 / trials + 4 * p * (trials * (1 - p) - 1))) / below;
  return with_exact_ends({low, high}, successes, n);
}

Interval clopper_pearson_interval(std::int64_t successes, std::int64_t n, double level) {
  COLDREAD_CHECK(n >= 1 && successes >= 0 && successes <= n && level > 0 && level < 1);
  const double tail = (1 - level) / 2;
  const auto right = static_cast<double>(successes);
  const auto wrong = static_cast<double>(n - successes);
  Interval interval;
  if (successes > 0) interval.low = beta_quantile(right, wrong + 1, tail);
  // From the other end, so that nothing is lost near 1.
  if (successes < n) interval.high = 1 - beta_quantile(wrong, right + 1, tail);
  return interval;
}

Interval bounded_mean_interval(const BoundedMean& value, double level) {
  COLDREAD_CHECK(value.n >= 1 && value.mean >= 0 && value.mean <= 1);
  const double spread = value.mean * (1 - value.mean);
  const double variance = value.standard_error * value.standard_error;
  const bool varies = variance > 0 && spread > 0;
  const double trials = varies ? spread / variance : static_cast<double>(value.n);
  const Interval interval = wilson(value.mean, trials, student_central(level, value.degrees));
  return {std::max(interval.low, 0.0), std::min(interval.high, 1.0)};
}

}  // namespace coldread
