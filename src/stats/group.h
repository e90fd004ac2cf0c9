#pragma once

#include <cstdint>
#include <span>

namespace coldread {

// Scores of a group from those of its k tasks, as lm-evaluation-harness combines them. Parallel spans, not empty.

/// sum(value * size) / sum(size)
double weighted_mean(std::span<const double> values, std::span<const std::int64_t> sizes);

/// For the weighted mean: sqrt( [sum (n - 1) se^2 n / (sum n - k)] / sum n ). Source: pooled variance.
double pooled_standard_error(std::span<const double> errors, std::span<const std::int64_t> sizes);

/// For the plain mean of k independent tasks: sqrt(sum se^2) / k
double unweighted_standard_error(std::span<const double> errors);

}  // namespace coldread
