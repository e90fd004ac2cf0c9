#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "api/value.h"
#include "task/task.h"

namespace coldread {

/// A figure of all responses of a document together, beside the mean of each metric over them.
struct RepeatMetric {
  enum class Kind {
    pass,      ///< pass@k: the chance that k of the responses, drawn without replacement, hold a right one
    majority,  ///< maj@k: whether the most frequent of the first k responses is right; of equals the one given first
  };
  Kind kind = Kind::pass;
  std::size_t responses = 1;  ///< k
  std::size_t base = 0;       ///< index of the metric that says what is right: 0 or 1 a response
};

/// The figures of a document with this many responses: pass@2, pass@4, ... and pass@n, and maj@n; none where no metric
/// says right or wrong of a single response.
std::vector<RepeatMetric> repeat_metrics(std::span<const TaskMetric> metrics, std::size_t responses);
std::string name_of(const RepeatMetric& metric);

/// 1 - C(n-c, k) / C(n, k) of n responses, c of them right: without bias for the chance that one of k is right.
/// Source: Chen et al. 2021, "Evaluating Large Language Models Trained on Code".
double pass_at_k(std::size_t responses, std::size_t right, std::size_t k);
/// The most frequent value; of equals the first.
const Value& majority(std::span<const Value> values);

/// The means of a metric's values and stats over a document's responses.
ItemScore mean_score(std::span<const ItemScore> scores);

}  // namespace coldread
