#pragma once

#include <span>

namespace coldread {

// Sums run in the order of the values, in double, as Python's sum() does. Every function takes at least one value.

double mean(std::span<const double> values);
/// sqrt(sum (x - mean)^2 / (n - 1)); at least two values.
double sample_deviation(std::span<const double> values);
/// sqrt(sum (x - mean)^2 / n)
double population_deviation(std::span<const double> values);
/// Standard error of the mean: sample_deviation / sqrt(n); at least two values.
double mean_standard_error(std::span<const double> values);
/// The upper middle value, sorted[n / 2], as lm-evaluation-harness takes it.
double upper_median(std::span<const double> values);
/// The mean of the values that are not NaN; NaN where all are.
double mean_without_nan(std::span<const double> values);

}  // namespace coldread
