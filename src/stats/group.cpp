#include "stats/group.h"

#include <cmath>

#include "base/error.h"

namespace coldread {

double weighted_mean(std::span<const double> values, std::span<const std::int64_t> sizes) {
  COLDREAD_CHECK(!values.empty() && values.size() == sizes.size());
  double sum = 0;
  std::int64_t total = 0;
  for (std::size_t k = 0; k < values.size(); ++k) {
    sum += values[k] * static_cast<double>(sizes[k]);
    total += sizes[k];
  }
  return sum / static_cast<double>(total);
}

double pooled_standard_error(std::span<const double> errors, std::span<const std::int64_t> sizes) {
  COLDREAD_CHECK(!errors.empty() && errors.size() == sizes.size());
  double sum = 0;
  std::int64_t total = 0;
  for (std::size_t k = 0; k < errors.size(); ++k) {
    const auto n = static_cast<double>(sizes[k]);
    sum += (n - 1) * (errors[k] * errors[k]) * n;
    total += sizes[k];
  }
  const double variance = sum / static_cast<double>(total - static_cast<std::int64_t>(sizes.size()));
  return std::sqrt(variance / static_cast<double>(total));
}

double unweighted_standard_error(std::span<const double> errors) {
  COLDREAD_CHECK(!errors.empty());
  double sum = 0;
  for (const double error : errors) sum += error * error;
  return std::sqrt(sum) / static_cast<double>(errors.size());
}

}  // namespace coldread
