#include "stats/resampling.h"

#include <algorithm>

#include "base/mt19937.h"
#include "stats/resampled_mean.h"

namespace coldread {

Units single_units(std::size_t n) {
  Units units(n);
  for (std::size_t i = 0; i < n; ++i) units[i] = {i};
  return units;
}

std::vector<double> bootstrap_replicates(
    const Units& units, std::int64_t rounds, std::int64_t seed,
    const std::function<double(std::span<const std::size_t> documents)>& statistic) {
  PythonRandom random(seed);
  std::vector<double> replicates;
  std::vector<std::size_t> documents;
  for (std::int64_t round = 0; round < rounds; ++round) {
    documents.clear();
    for (const std::size_t unit : random.choices(units.size(), units.size())) {
      documents.insert(documents.end(), units[unit].begin(), units[unit].end());
    }
    replicates.push_back(statistic(documents));
  }
  return replicates;
}

Interval percentile_interval(std::vector<double> replicates, double level) {
  std::sort(replicates.begin(), replicates.end());
  constexpr double kRounding = 1e-12;  // of 1 - level, which would push a whole rank up
  const double tail = (1 - level) / 2 - kRounding;
  return {sorted_quantile(replicates, tail), sorted_quantile(replicates, 1 - tail - 2 * kRounding)};
}

double bootstrap_p(std::span<const double> replicates) {
  const auto below = std::ranges::count_if(replicates, [](double x) { return x <= 0; });
  const auto above = std::ranges::count_if(replicates, [](double x) { return x >= 0; });
  return std::min(1.0,
                  2.0 * static_cast<double>(std::min(below, above) + 1) / static_cast<double>(replicates.size() + 1));
}

}  // namespace coldread
