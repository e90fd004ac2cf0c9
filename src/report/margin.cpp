#include "report/margin.h"

#include <algorithm>
#include <cmath>

namespace coldread {

std::optional<Margin> margin_between(const Report& report, const TaskBlock& block, const ScoreRow& row, std::size_t arm,
                                     std::size_t other) {
  const auto& differences = report.comparison.differences;
  const auto found = std::ranges::find_if(differences, [&](const Difference& one) {
    return one.task == block.facts->name && one.filter == row.filter && one.metric == row.metric &&
           std::minmax(one.first, one.second) == std::minmax(arm, other);
  });
  if (found == differences.end()) return std::nullopt;
  const bool forward = found->second == arm;
  return Margin{.value = forward ? found->value : -found->value,
                .low = forward ? found->low : -found->high,
                .high = forward ? found->high : -found->low,
                .detectable = found->detectable,
                .documents = found->documents,
                .is_beyond_noise = found->beyond_noise};
}

std::optional<double> arm_value(const Arm& arm, const ScoreRow& row) {
  double sum = 0;
  std::size_t count = 0;
  for (const std::size_t run : arm.runs) {
    if (row.cells[run] == nullptr) continue;
    sum += row.cells[run]->estimate.value;
    ++count;
  }
  return count > 0 && std::isfinite(sum) ? std::optional(sum / static_cast<double>(count)) : std::nullopt;
}

std::optional<double> arm_value(const Comparison& comparison, const ScoreRow& row, std::size_t arm) {
  return arm_value(comparison.arms[arm], row);
}

std::optional<std::size_t> best_arm(const Comparison& comparison, const ScoreRow& row,
                                    std::optional<std::size_t> without) {
  std::optional<std::size_t> best;
  double best_value = 0;
  for (std::size_t arm = 0; arm < comparison.arms.size(); ++arm) {
    const auto value = arm_value(comparison.arms[arm], row);
    if (!value || without == arm) continue;
    if (!best || (row.higher_is_better ? *value > best_value : *value < best_value)) {
      best = arm;
      best_value = *value;
    }
  }
  return best;
}

std::vector<std::size_t> arms_by_run(const Report& report) {
  std::vector<std::size_t> arms(report.runs.size(), 0);
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    for (const std::size_t run : report.comparison.arms[arm].runs) arms[run] = arm;
  }
  return arms;
}

}  // namespace coldread
