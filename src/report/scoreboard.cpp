#include "report/scoreboard.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/error.h"

namespace coldread {
namespace {

bool direction_of(const TaskFacts& task, const std::string& metric) {
  const auto found = std::ranges::find(task.metrics, metric, &MetricFacts::name);
  return found == task.metrics.end() || found->higher_is_better;
}

void fill(std::vector<TaskBlock>& blocks, const std::vector<Score>& scores, std::size_t runs) {
  for (const Score& score : scores) {
    COLDREAD_CHECK(score.run < runs);
    const auto block = std::ranges::find_if(blocks, [&](const TaskBlock& b) { return b.facts->name == score.task; });
    COLDREAD_CHECK(block != blocks.end());
    auto row = std::ranges::find_if(
        block->rows, [&](const ScoreRow& r) { return r.filter == score.filter && r.metric == score.metric; });
    if (row == block->rows.end()) {
      block->rows.push_back({score.filter, score.metric, direction_of(*block->facts, score.metric), false, {}});
      row = std::prev(block->rows.end());
      row->cells.assign(runs, nullptr);
    }
    row->cells[score.run] = &score;
  }
  for (TaskBlock& block : blocks) {
    for (ScoreRow& row : block.rows) {
      const auto other = [&](const ScoreRow& one) { return one.filter != row.filter; };
      row.names_filter = !row.filter.empty() && row.filter != "none" && std::ranges::any_of(block.rows, other);
    }
  }
}

}  // namespace

std::vector<TaskBlock> score_blocks(const Report& report) {
  std::vector<TaskBlock> blocks;
  for (const TaskFacts& task : report.tasks) blocks.push_back({&task, {}});
  fill(blocks, report.scores, report.runs.size());
  return blocks;
}

std::vector<TaskBlock> group_blocks(const Report& report) {
  std::vector<TaskBlock> blocks;
  for (const GroupFacts& group : report.groups) blocks.push_back({&group.facts, {}});
  fill(blocks, report.group_scores, report.runs.size());
  std::erase_if(blocks, [](const TaskBlock& block) { return block.rows.empty(); });
  return blocks;
}

const std::string& title_of(const TaskFacts& task) {
  return task.alias.empty() ? task.name : task.alias;
}

std::string over_text(const Score& score) {
  return fmt::format("{} of {}", score.estimate.count, score.estimate.count + score.failures);
}

std::string score_text(double value, int decimals) {
  if (!std::isfinite(value)) return fmt::format("{}", value);
  const double size = std::abs(value);
  if (size >= 1e7) return fmt::format("{:.4g}", value);
  return fmt::format("{:.{}f}", value, size >= 1000 ? std::min(decimals, 1) : decimals);
}

std::optional<ScoreInterval> shown_interval(const Score& score) {
  constexpr double kHalf = 1.959963984540054;  // of a normal distribution's 95 %, in standard errors
  if (score.interval) return score.interval;
  if (!score.estimate.standard_error) return std::nullopt;
  const double half = kHalf * *score.estimate.standard_error;
  return ScoreInterval{score.estimate.value - half, score.estimate.value + half, "normal"};
}

std::string_view direction_arrow(bool higher_is_better) {
  return higher_is_better ? "\u2191" : "\u2193";
}

}  // namespace coldread
