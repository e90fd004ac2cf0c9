#include "task/repeats.h"

#include <algorithm>

#include "base/error.h"

namespace coldread {

std::vector<RepeatMetric> repeat_metrics(std::span<const TaskMetric> metrics, std::size_t responses) {
  const auto base =
      std::ranges::find_if(metrics, [](const TaskMetric& metric) { return metric.metric->tells_right_from_wrong(); });
  if (base == metrics.end() || responses < 2) return {};
  const auto index = static_cast<std::size_t>(base - metrics.begin());
  std::vector<RepeatMetric> list;
  for (std::size_t k = 2; k < responses; k *= 2) {
    list.push_back({.kind = RepeatMetric::Kind::pass, .responses = k, .base = index});
  }
  list.push_back({.kind = RepeatMetric::Kind::pass, .responses = responses, .base = index});
  list.push_back({.kind = RepeatMetric::Kind::majority, .responses = responses, .base = index});
  return list;
}

std::string name_of(const RepeatMetric& metric) {
  return (metric.kind == RepeatMetric::Kind::pass ? "pass@" : "maj@") + std::to_string(metric.responses);
}

double pass_at_k(std::size_t responses, std::size_t right, std::size_t k) {
  COLDREAD_CHECK(right <= responses && k >= 1 && k <= responses);
  if (responses - right < k) return 1;
  double none = 1;  // the chance that all k are wrong
  for (std::size_t i = responses - right + 1; i <= responses; ++i) {
    none *= 1 - static_cast<double>(k) / static_cast<double>(i);
  }
  return 1 - none;
}

const Value& majority(std::span<const Value> values) {
  return *std::ranges::max_element(values, {}, [&](const Value& value) { return std::ranges::count(values, value); });
}

ItemScore mean_score(std::span<const ItemScore> scores) {
  COLDREAD_CHECK(!scores.empty());
  const auto n = static_cast<double>(scores.size());
  ItemScore mean;
  mean.stats.resize(scores.front().stats.size());
  for (const ItemScore& score : scores) {
    mean.value += score.value;
    for (std::size_t i = 0; i < std::min(mean.stats.size(), score.stats.size()); ++i) mean.stats[i] += score.stats[i];
  }
  mean.value /= n;
  for (double& part : mean.stats) part /= n;
  return mean;
}

}  // namespace coldread
