#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>

namespace coldread {

/// A number computed from the documents with these indexes (with repetitions).
using IndexStatistic = std::function<double(std::span<const std::size_t> indexes)>;

/// Standard error of a statistic over n documents: the sample deviation of its replicates, each over n documents drawn
/// with replacement. As lm-evaluation-harness does it: chunks of min(1000, iterations) replicates, chunk i drawn by
/// PythonRandom(i); only whole chunks run, so 2500 iterations give 2000 replicates. n >= 1, iterations >= 2.
double bootstrap_standard_error(std::size_t n, std::int64_t iterations, const IndexStatistic& statistic);

}  // namespace coldread
