#include "report/scoreboard.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/error.h"
#include "metric/metric.h"

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
                         .document_value = std::string(document_value_name(score.metric, block->facts->output_type)),
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

bool has_verdicts(const TaskFacts& task) {
  const Value* metadata = task.config.find("metadata");
  return metadata == nullptr || metadata->find("personas") == nullptr;
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

ScoreFormat score_format(double largest, double narrowest_half) {
  constexpr int kMostDecimals = 6;
  constexpr double kSteps = 5;  // that half an interval takes in units of its last decimal, at least
  const int base = largest < 10 ? 3 : largest < 100 ? 2 : 1;
  ScoreFormat format{.value = base, .interval = base - 1};
  if (narrowest_half > 0 && std::isfinite(narrowest_half)) {
    const double needed = std::ceil(std::log10(kSteps / narrowest_half) - 1e-9);
    if (needed > format.interval) format.interval = needed < kMostDecimals ? static_cast<int>(needed) : kMostDecimals;
  }
  format.value = std::max(base, format.interval);
  return format;
}

ScoreFormat format_of(const ScoreRow& row) {
  double largest = 0, narrowest = 0;
  for (const Score* score : row.cells) {
    if (score == nullptr || !std::isfinite(score->estimate.value)) continue;
    largest = std::max(largest, std::abs(score->estimate.value));
    const auto interval = shown_interval(*score);
    const double half = interval ? (interval->high - interval->low) / 2 : 0;
    if (half > 0 && (narrowest == 0 || half < narrowest)) narrowest = half;
  }
  return score_format(largest, narrowest);
}

std::string interval_text(double low, double high, int decimals) {
  return "[" + score_text(low, decimals) + ", " + score_text(high, decimals) + "]";
}

std::string value_with_interval(const Score& score, const ScoreFormat& format) {
  std::string text = score_text(score.estimate.value, format.value);
  const auto interval = shown_interval(score);
  return interval ? text + " " + interval_text(interval->low, interval->high, format.interval) : text;
}

std::string standard_error_text(const Score& score, const ScoreFormat& format) {
  return score.estimate.standard_error ? score_text(*score.estimate.standard_error, format.value) : "";
}

bool shows_standard_errors(const Report& report) {
  return report.runs.size() <= 2;
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
