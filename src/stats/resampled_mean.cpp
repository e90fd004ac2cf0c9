#include "stats/resampled_mean.h"

#include <algorithm>
#include <cmath>
#include <map>

#include "base/error.h"
#include "base/mt19937.h"
#include "stats/moments.h"

namespace coldread {

ResampledMean::ResampledMean(std::span<const std::int64_t> values) : probabilities_{1.0} {
  COLDREAD_CHECK(!values.empty());
  const std::int64_t least = *std::min_element(values.begin(), values.end());
  std::map<std::size_t, double> steps;  // distance from the least value -> probability of one draw
  for (const std::int64_t value : values) {
    steps[static_cast<std::size_t>(value - least)] += 1;
    values_.push_back(static_cast<double>(value));
  }
  for (auto& [step, probability] : steps) probability /= static_cast<double>(values.size());
  const std::size_t range = steps.rbegin()->first;
  lowest_sum_ = least * static_cast<std::int64_t>(values.size());
  for (std::size_t draw = 0; draw < values.size(); ++draw) {
    std::vector<double> next(probabilities_.size() + range);
    for (const auto& [step, probability] : steps) {
      for (std::size_t k = 0; k < probabilities_.size(); ++k) next[k + step] += probabilities_[k] * probability;
    }
    probabilities_ = std::move(next);
  }
}

double ResampledMean::deviation() const {
  return population_deviation(values_) / std::sqrt(static_cast<double>(values_.size()));
}

double ResampledMean::quantile(double p) const {
  double sum = 0;
  std::size_t k = 0;
  while (k + 1 < probabilities_.size() && (sum += probabilities_[k]) < p) ++k;
  return static_cast<double>(lowest_sum_ + static_cast<std::int64_t>(k)) / static_cast<double>(values_.size());
}

double ResampledMean::at_most_zero() const {
  double sum = 0;
  for (std::size_t k = 0; k < probabilities_.size() && lowest_sum_ + static_cast<std::int64_t>(k) <= 0; ++k) {
    sum += probabilities_[k];
  }
  return sum;
}

double ResampledMean::at_least_zero() const {
  double sum = 0;
  for (std::size_t k = probabilities_.size(); k-- > 0 && lowest_sum_ + static_cast<std::int64_t>(k) >= 0;) {
    sum += probabilities_[k];
  }
  return sum;
}

std::vector<double> bootstrap_means(std::span<const double> values, std::int64_t replicates, std::int64_t seed) {
  COLDREAD_CHECK(!values.empty());
  PythonRandom random(seed);
  std::vector<double> means;
  for (std::int64_t k = 0; k < replicates; ++k) {
    double sum = 0;
    for (const std::size_t index : random.choices(values.size(), values.size())) sum += values[index];
    means.push_back(sum / static_cast<double>(values.size()));
  }
  return means;
}

double sorted_quantile(std::span<const double> sorted, double p) {
  COLDREAD_CHECK(!sorted.empty() && p > 0 && p <= 1);
  const auto rank = static_cast<std::size_t>(std::ceil(p * static_cast<double>(sorted.size())));
  return sorted[std::min(rank, sorted.size()) - 1];
}

}  // namespace coldread
