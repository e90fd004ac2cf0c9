#pragma once

#include <cstdint>

namespace coldread {

struct Interval {
  double low = 0;
  double high = 1;
};

// Intervals for a probability from the count of successes in n trials; n >= 1, level in (0, 1).

/// Source: Wilson 1927.
Interval wilson_interval(std::int64_t successes, std::int64_t n, double level);
/// With continuity correction. Source: Newcombe 1998.
Interval wilson_corrected_interval(std::int64_t successes, std::int64_t n, double level);
/// Exact, conservative. Source: Clopper and Pearson 1934.
Interval clopper_pearson_interval(std::int64_t successes, std::int64_t n, double level);

/// What is known of a mean of n values in [0, 1].
struct BoundedMean {
  double mean = 0;
  double standard_error = 0;
  std::int64_t n = 1;
  double degrees = 1;  ///< of the standard error
};

/// Wilson's with Student's quantile over as many trials as would have this standard error, mean (1 - mean) / error^2;
/// over n where all values are equal. Never leaves [0, 1]. Source: Dean and Pagano 2015, the quantile after Korn and
/// Graubard 1998. Covers 93 to 99 % at level 0.95 for 5 to 100 values like F1's, where Student's interval covers 39 %
/// and up.
Interval bounded_mean_interval(const BoundedMean& value, double level);

}  // namespace coldread
