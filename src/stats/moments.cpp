#include "stats/moments.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <vector>

#include "base/error.h"

namespace coldread {
namespace {

double squared_deviations(std::span<const double> values) {
  const double center = mean(values);
  double sum = 0;
  for (const double value : values) sum += (value - center) * (value - center);
  return sum;
}

}  // namespace

double mean(std::span<const double> values) {
  COLDREAD_CHECK(!values.empty());
  double sum = 0;
  for (const double value : values) sum += value;
  return sum / static_cast<double>(values.size());
}

double sample_deviation(std::span<const double> values) {
  COLDREAD_CHECK(values.size() >= 2);
  return std::sqrt(squared_deviations(values) / static_cast<double>(values.size() - 1));
}

double population_deviation(std::span<const double> values) {
  return std::sqrt(squared_deviations(values) / static_cast<double>(values.size()));
}

double mean_standard_error(std::span<const double> values) {
  return sample_deviation(values) / std::sqrt(static_cast<double>(values.size()));
}

double upper_median(std::span<const double> values) {
  COLDREAD_CHECK(!values.empty());
  std::vector<double> sorted(values.begin(), values.end());
  const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
  std::nth_element(sorted.begin(), middle, sorted.end());
  return *middle;
}

double mean_without_nan(std::span<const double> values) {
  double sum = 0;
  double count = 0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    count += 1;
  }
  return count == 0 ? std::numeric_limits<double>::quiet_NaN() : sum / count;
}

}  // namespace coldread
