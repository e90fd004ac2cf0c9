#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <vector>

#include "stats/proportion.h"

namespace coldread {

/// Documents that are drawn together: indexes. Each document alone, or those that share a passage.
using Units = std::vector<std::vector<std::size_t>>;

/// 0, 1, ..., n - 1, each its own unit.
Units single_units(std::size_t n);

/// A statistic over replicates of the documents, drawn unit by unit with replacement by PythonRandom(seed): rounds
/// numbers in the order drawn.
std::vector<double> bootstrap_replicates(
    const Units& units, std::int64_t rounds, std::int64_t seed,
    const std::function<double(std::span<const std::size_t> documents)>& statistic);

/// The range that holds the middle `level` of the replicates (percentile bootstrap). Source: Efron 1979.
Interval percentile_interval(std::vector<double> replicates, double level);

/// Two-sided p that a bootstrapped difference is 0: twice the smaller share of replicates on either side of it.
double bootstrap_p(std::span<const double> replicates);

}  // namespace coldread
