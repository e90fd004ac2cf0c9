#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <vector>

namespace coldread {

/// Whether two sets of paired values differ: how often a random exchange of pairs gives a statistic at least as far
/// from 0 as the observed one.
struct Randomisation {
  double p = 1;
  std::int64_t rounds = 0;  ///< random ones; 0: all ways were counted
};

/// For a sum of differences: exact where at most 24 of them are not 0, else (hits + 1) / (rounds + 1) over rounds of
/// random signs, drawn by PythonRandom(seed). Source: Noreen 1989.
Randomisation randomise_signs(std::span<const double> differences, std::int64_t rounds, std::int64_t seed);

/// For any statistic of which units were exchanged, observed its value without an exchange.
Randomisation randomise(std::size_t units, double observed,
                        const std::function<double(const std::vector<bool>& exchanged)>& statistic, std::int64_t rounds,
                        std::int64_t seed);

}  // namespace coldread
