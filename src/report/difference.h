#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

/// value(first) - value(second) of one score row, with an interval of the asked level.
struct Difference {
  double value = 0;
  double low = 0, high = 0;
  double detectable = 0;  ///< the smallest true difference that this many documents would show in four of five tries
  std::int64_t count = 0;
  bool paired = false;
  bool is_beyond_noise = false;
};

/// Two runs on one score row; alpha is the share of false alarms allowed. Paired over the documents that both runs
/// answered where the metric has a number a document: Student's interval of the mean difference, and for 0/1 scores
/// McNemar's exact test as well. Otherwise from the two standard errors. Absent where neither is possible, or there
/// are fewer than five documents.
std::optional<Difference> difference_between(const Report& report, const std::string& task, const ScoreRow& row,
                                             std::size_t first, std::size_t second, double alpha);

/// Quantile of Student's t distribution: P(T <= t) = p for 0 < p < 1.
double student_quantile(double p, double degrees_of_freedom);
/// Quantile of the standard normal distribution.
double normal_quantile(double p);
/// Two-sided exact sign test: the probability that a fair coin gives a split of n at least as uneven as k to n - k.
double sign_test(std::int64_t k, std::int64_t n);

}  // namespace coldread
