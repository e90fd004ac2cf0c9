#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace coldread {

/// The exact distribution of the mean of n draws with replacement from n whole numbers: what a bootstrap of the mean
/// difference estimates by chance. By n-fold convolution.
class ResampledMean {
 public:
  /// Not empty. Time grows with n^2 times the range of the values.
  explicit ResampledMean(std::span<const std::int64_t> values);

  double deviation() const;         ///< population deviation / sqrt(n)
  double quantile(double p) const;  ///< the smallest v with P(mean <= v) >= p
  double at_most_zero() const;      ///< P(mean <= 0)
  double at_least_zero() const;     ///< P(mean >= 0)

 private:
  std::vector<double> values_;
  std::int64_t lowest_sum_ = 0;
  std::vector<double> probabilities_;  ///< of the sums from lowest_sum_ up
};

/// Means of `replicates` samples of n drawn with replacement by PythonRandom(seed), in the order drawn.
std::vector<double> bootstrap_means(std::span<const double> values, std::int64_t replicates, std::int64_t seed);

/// sorted[ceil(p R) - 1] of R values; p in (0, 1].
double sorted_quantile(std::span<const double> sorted, double p);

}  // namespace coldread
