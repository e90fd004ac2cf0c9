#include "report/difference.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <vector>

#include "report/sample_view.h"

namespace coldread {
namespace {

constexpr std::int64_t kFewestDocuments = 5;
constexpr double kPower = 0.8;

/// Continued fraction of the regularised incomplete beta function (Lentz's method).
/// Source: Press et al., Numerical Recipes, 6.4.
double beta_fraction(double a, double b, double x) {
  constexpr double kTiny = 1e-300;
  const auto clear_of_zero = [](double v) { return std::abs(v) < kTiny ? kTiny : v; };
  double c = 1, d = 1 / clear_of_zero(1 - (a + b) * x / (a + 1)), result = d;
  for (int m = 1; m <= 500; ++m) {
    const double even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m));
    d = 1 / clear_of_zero(1 + even * d);
    c = clear_of_zero(1 + even / c);
    result *= d * c;
    const double odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1));
    d = 1 / clear_of_zero(1 + odd * d);
    c = clear_of_zero(1 + odd / c);
    result *= d * c;
    if (std::abs(d * c - 1) < 1e-15) break;
  }
  return result;
}

double incomplete_beta(double a, double b, double x) {
  if (x <= 0) return 0;
  if (x >= 1) return 1;
  const double front =
      std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b) + a * std::log(x) + b * std::log1p(-x));
  return x < (a + 1) / (a + b + 2) ? front * beta_fraction(a, b, x) / a : 1 - front * beta_fraction(b, a, 1 - x) / b;
}

/// P(T > t) for t >= 0.
double student_tail(double t, double df) {
  return 0.5 * incomplete_beta(df / 2, 0.5, df / (df + t * t));
}

/// The t >= 0 with tail(t) = p, for a falling tail.
template <typename Tail>
double invert_tail(const Tail& tail, double p) {
  double low = 0, high = 1;
  while (tail(high) > p && high < 1e12) high *= 2;
  for (int i = 0; i < 200; ++i) {
    const double middle = (low + high) / 2;
    (tail(middle) > p ? low : high) = middle;
  }
  return (low + high) / 2;
}

/// The documents of a task with the number that either run has for them.
using NumbersByDocument = std::map<std::int64_t, std::pair<std::optional<double>, std::optional<double>>>;

NumbersByDocument numbers_of(const Report& report, const std::string& task, const ScoreRow& row, std::size_t first,
                             std::size_t second) {
  NumbersByDocument numbers;
  for (const Sample& sample : report.samples) {
    if (sample.task != task || (sample.run != first && sample.run != second)) continue;
    auto& entry = numbers[sample.document];
    (sample.run == first ? entry.first : entry.second) = metric_number(sample, row.filter, row.metric);
  }
  return numbers;
}

/// Whether a score is the mean of what its documents show, so that differences of documents speak for it.
bool is_mean(const NumbersByDocument& numbers, std::optional<double> NumbersByDocument::mapped_type::*which,
             const Score& score) {
  double sum = 0;
  std::int64_t count = 0;
  for (const auto& [document, entry] : numbers) {
    sum += (entry.*which).value_or(0);
    count += (entry.*which).has_value() ? 1 : 0;
  }
  const double mean = score.estimate.value;
  return count == score.estimate.count &&
         std::abs(sum / static_cast<double>(count) - mean) <= 1e-6 * std::max(1.0, std::abs(mean));
}

using Pairs = std::vector<std::pair<double, double>>;

/// One pair a document that both runs have a number for; none where a score is no mean of its documents.
Pairs pairs_of(const Report& report, const std::string& task, const ScoreRow& row, std::size_t first,
               std::size_t second) {
  using Entry = NumbersByDocument::mapped_type;
  const NumbersByDocument numbers = numbers_of(report, task, row, first, second);
  if (!is_mean(numbers, &Entry::first, *row.cells[first]) || !is_mean(numbers, &Entry::second, *row.cells[second])) {
    return {};
  }
  Pairs pairs;
  for (const auto& [document, entry] : numbers) {
    if (entry.first && entry.second) pairs.emplace_back(*entry.first, *entry.second);
  }
  return pairs;
}

Difference paired_difference(const Pairs& pairs, double alpha) {
  const auto n = static_cast<double>(pairs.size());
  double sum = 0, squares = 0;
  std::int64_t up = 0, down = 0;
  bool binary = true;
  for (const auto& [a, b] : pairs) {
    sum += a - b;
    up += a > b ? 1 : 0;
    down += a < b ? 1 : 0;
    binary = binary && (a == 0 || a == 1) && (b == 0 || b == 1);
  }
  const double mean = sum / n;
  for (const auto& [a, b] : pairs) squares += (a - b - mean) * (a - b - mean);
  const double error = std::sqrt(squares / (n - 1) / n);
  const double reach = student_quantile(1 - alpha / 2, n - 1);
  Difference difference{.value = mean,
                        .low = mean - reach * error,
                        .high = mean + reach * error,
                        .detectable = (reach + normal_quantile(kPower)) * error,
                        .count = static_cast<std::int64_t>(pairs.size()),
                        .paired = true};
  difference.is_beyond_noise =
      (difference.low > 0 || difference.high < 0) && (!binary || sign_test(std::max(up, down), up + down) < alpha);
  return difference;
}

}  // namespace

double student_quantile(double p, double degrees_of_freedom) {
  if (p < 0.5) return -student_quantile(1 - p, degrees_of_freedom);
  return invert_tail([&](double t) { return student_tail(t, degrees_of_freedom); }, 1 - p);
}

double normal_quantile(double p) {
  if (p < 0.5) return -normal_quantile(1 - p);
  return invert_tail([](double z) { return 0.5 * std::erfc(z / std::sqrt(2.0)); }, 1 - p);
}

double sign_test(std::int64_t k, std::int64_t n) {
  const std::int64_t more = std::max(k, n - k);
  double tail = 0;
  for (std::int64_t i = more; i <= n; ++i) {
    const auto x = static_cast<double>(i), all = static_cast<double>(n);
    tail += std::exp(std::lgamma(all + 1) - std::lgamma(x + 1) - std::lgamma(all - x + 1) - all * std::log(2.0));
  }
  return std::min(1.0, 2 * tail);
}

std::optional<Difference> difference_between(const Report& report, const std::string& task, const ScoreRow& row,
                                             std::size_t first, std::size_t second, double alpha) {
  const Score* a = row.cells[first];
  const Score* b = row.cells[second];
  if (a == nullptr || b == nullptr) return std::nullopt;
  const Pairs pairs = pairs_of(report, task, row, first, second);
  if (std::ssize(pairs) >= kFewestDocuments) return paired_difference(pairs, alpha);
  const auto& error_a = a->estimate.standard_error;
  const auto& error_b = b->estimate.standard_error;
  const std::int64_t count = std::min(a->estimate.count, b->estimate.count);
  if (!error_a || !error_b || count < kFewestDocuments) return std::nullopt;
  const double error = std::hypot(*error_a, *error_b);
  const double reach = student_quantile(1 - alpha / 2, static_cast<double>(count - 1));
  const double value = a->estimate.value - b->estimate.value;
  return Difference{.value = value,
                    .low = value - reach * error,
                    .high = value + reach * error,
                    .detectable = (reach + normal_quantile(kPower)) * error,
                    .count = count,
                    .paired = false,
                    .is_beyond_noise = std::abs(value) > reach * error};
}

}  // namespace coldread
