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

}  // namespace coldread
