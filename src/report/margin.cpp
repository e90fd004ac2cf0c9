#include "report/margin.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "report/arms.h"

namespace coldread {
namespace {

Difference reversed(Difference one) {
  std::swap(one.first, one.second);
  std::swap(one.first_value, one.second_value);
  std::swap(one.up, one.down);
  std::swap(one.documents_up, one.documents_down);
  one.value = -one.value;
  one.low = -std::exchange(one.high, -one.low);
  if (one.effect) one.effect = -*one.effect;
  return one;
}

/// One an arm: whether some other arm than `without` is better than it.
std::vector<bool> beaten_arms(const Report& report, const TaskBlock& block, const ScoreRow& row,
                              std::optional<std::size_t> without) {
  std::vector<bool> beaten(report.comparison.arms.size(), false);
  for (const Difference& one : report.comparison.differences) {
    if (one.task != block.facts->name || one.filter != row.filter || one.metric != row.metric) continue;
    if (one.first == without || one.second == without) continue;
    if (one.verdict() == Verdict::better) beaten[one.first] = true;
    if (one.verdict() == Verdict::worse) beaten[one.second] = true;
  }
  return beaten;
}

}  // namespace

std::optional<Difference> difference_to(const Report& report, const TaskBlock& block, const ScoreRow& row,
                                        std::size_t arm, std::size_t other) {
  const auto& differences = report.comparison.differences;
  const auto found = std::ranges::find_if(differences, [&](const Difference& one) {
    return one.task == block.facts->name && one.filter == row.filter && one.metric == row.metric &&
           std::minmax(one.first, one.second) == std::minmax(arm, other);
  });
  if (found == differences.end()) return std::nullopt;
  return found->second == arm ? *found : reversed(*found);
}

const ScoreRow& primary_row(const Report& report, const TaskBlock& block) {
  const auto primary = std::ranges::find_if(report.comparison.differences, [&](const Difference& one) {
    return one.primary && one.task == block.facts->name;
  });
  if (primary == report.comparison.differences.end()) return block.rows.front();
  const auto row = std::ranges::find_if(
      block.rows, [&](const ScoreRow& one) { return one.metric == primary->metric && one.filter == primary->filter; });
  return row == block.rows.end() ? block.rows.front() : *row;
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

std::optional<std::size_t> best_arm(const Report& report, const TaskBlock& block, const ScoreRow& row,
                                    std::optional<std::size_t> without) {
  const std::vector<bool> is_beaten = beaten_arms(report, block, row, without);
  std::optional<std::size_t> best;
  double best_value = 0;
  bool best_is_beaten = false;
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    const auto value = arm_value(report.comparison.arms[arm], row);
    if (!value || without == arm) continue;
    const bool beaten = is_beaten[arm];
    const bool larger = row.higher_is_better ? *value > best_value : *value < best_value;
    if (!best || (best_is_beaten && !beaten) || (best_is_beaten == beaten && larger)) {
      best = arm;
      best_value = *value;
      best_is_beaten = beaten;
    }
  }
  return best;
}

std::vector<std::size_t> arms_by_run(const Report& report) {
  std::vector<std::size_t> arms(report.runs.size(), 0);
  const std::vector<Arm> all = arms_of_report(report);
  for (std::size_t arm = 0; arm < all.size(); ++arm) {
    for (const std::size_t run : all[arm].runs) arms[run] = arm;
  }
  return arms;
}

}  // namespace coldread
