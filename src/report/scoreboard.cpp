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

/// The row of a score, made where it is the first one there.
template <typename AnyScore>
ScoreRow& row_of(std::vector<TaskBlock>& blocks, const AnyScore& score, std::size_t runs) {
  COLDREAD_CHECK(score.run < runs);
  const auto block = std::ranges::find_if(blocks, [&](const TaskBlock& b) { return b.facts->name == score.task; });
  COLDREAD_CHECK(block != blocks.end());
  const auto row = std::ranges::find_if(
      block->rows, [&](const ScoreRow& r) { return r.filter == score.filter && r.metric == score.metric; });
  if (row != block->rows.end()) return *row;
  block->rows.push_back({.filter = score.filter,
                         .metric = score.metric,
                         .higher_is_better = direction_of(*block->facts, score.metric),
                         .cells = std::vector<const Score*>(runs, nullptr),
                         .lost = std::vector<std::int64_t>(runs, 0)});
  return block->rows.back();
}

void fill(std::vector<TaskBlock>& blocks, const std::vector<Score>& scores, std::size_t runs) {
  for (const Score& score : scores) row_of(blocks, score, runs).cells[score.run] = &score;
}

void mark_filters(std::vector<TaskBlock>& blocks) {
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
  for (const MissingScore& score : report.missing_scores) {
    row_of(blocks, score, report.runs.size()).lost[score.run] = score.failures;
  }
  mark_filters(blocks);
  return blocks;
}

std::vector<TaskBlock> group_blocks(const Report& report) {
  std::vector<TaskBlock> blocks;
  for (const GroupFacts& group : report.groups) blocks.push_back({&group.facts, {}});
  fill(blocks, report.group_scores, report.runs.size());
  mark_filters(blocks);
  std::erase_if(blocks, [](const TaskBlock& block) { return block.rows.empty(); });
  return blocks;
}

const std::string& title_of(const TaskFacts& task) {
  return task.alias.empty() ? task.name : task.alias;
}

std::string over_text(const ScoreRow& row, std::size_t run) {
  const Score* score = row.cells[run];
  const std::int64_t count = score != nullptr ? score->estimate.count : 0;
  const std::int64_t failed = score != nullptr ? score->failures : row.lost[run];
  return failed > 0 ? fmt::format("{} of {} scored", count, count + failed) : "";
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
