#include "report/arms.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <set>

#include "base/number_text.h"
#include "io/json.h"
#include "report/interval_note.h"
#include "report/margin.h"
#include "sampling/options.h"

namespace coldread {
namespace {

constexpr double kNowhere = std::numeric_limits<double>::quiet_NaN();

std::string option_text(const Value& value) {
  if (value.is_string()) return value.as_string();
  return value.is_real() ? number_text(value.as_real()) : to_json(value);
}

bool differ(const std::vector<std::string>& texts) {
  return std::ranges::count(texts, texts.front()) < std::ssize(texts);
}

/// What the arms have under one sampling option; a greedy arm draws nothing and stands on no axis of a draw's options.
ArmAxis axis_of(const Report& report, const std::vector<Arm>& arms, const SamplingOption& option) {
  ArmAxis axis{.name = std::string(option.name), .texts = {}, .places = {}};
  for (const Arm& arm : arms) {
    const SamplingSettings& sampling = report.runs[arm.runs.front()].sampling;
    const Value value = value_of(option, sampling);
    const bool applies = sampling.do_sample || option.use == SamplingUse::penalty;
    const bool beyond = option.axis == SamplingAxis::off_last && is_off(option, sampling);
    axis.texts.push_back(!applies ? "" : beyond ? "off" : option_text(value));
    axis.places.push_back(!applies || !value.is_number() ? kNowhere : beyond ? INFINITY : value.as_number());
  }
  if (option.axis == SamplingAxis::none) axis.places.clear();
  return axis;
}

/// The standard deviation of at least two values.
double deviation(const std::vector<double>& values, double mean) {
  double squares = 0;
  for (const double value : values) squares += (value - mean) * (value - mean);
  return std::sqrt(squares / static_cast<double>(values.size() - 1));
}

std::optional<ScoreInterval> interval_of_arm(const Report& report, const TaskBlock& block, const ScoreRow& row,
                                             std::size_t first_run) {
  const auto found = std::ranges::find_if(report.arm_intervals, [&](const ArmInterval& one) {
    return one.first_run == first_run && one.task == block.facts->name && one.filter == row.filter &&
           one.metric == row.metric;
  });
  return found == report.arm_intervals.end() ? std::nullopt : std::optional(found->interval);
}

std::optional<ArmScore> score_of(const Report& report, const TaskBlock& block, const ScoreRow& row, const Arm& arm) {
  std::vector<double> values;
  ArmScore score;
  for (const std::size_t run : arm.runs) {
    const Score* one = row.cells[run];
    if (one == nullptr) continue;
    score.failures = std::max(score.failures, one->failures);
    score.count = values.empty() ? one->estimate.count : std::min(score.count, one->estimate.count);
    values.push_back(one->estimate.value);
    score.value += one->estimate.value;
  }
  if (values.empty()) return std::nullopt;
  score.runs = std::ssize(values);
  score.value /= static_cast<double>(values.size());
  if (arm.runs.size() == 1) {
    const Score& only = *row.cells[arm.runs.front()];
    score.interval = shown_interval(only);
    score.standard_error = only.estimate.standard_error;
  } else {
    if (values.size() > 1) score.spread = deviation(values, score.value);
    score.interval = interval_of_arm(report, block, row, arm.runs.front());
  }
  return score;
}

ScoreFormat format_of(const std::vector<std::optional<ArmScore>>& cells) {
  double largest = 0, narrowest = 0;
  for (const auto& cell : cells) {
    if (!cell || !std::isfinite(cell->value)) continue;
    largest = std::max(largest, std::abs(cell->value));
    const double half = cell->interval ? (cell->interval->high - cell->interval->low) / 2 : 0;
    if (half > 0 && (narrowest == 0 || half < narrowest)) narrowest = half;
  }
  return score_format(largest, narrowest);
}

/// "acc, f1 and bleu" of the metrics in a set.
std::string named(const std::set<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

}  // namespace

std::vector<ArmAxis> arm_axes(const Report& report) {
  const std::vector<Arm> arms = arms_of_report(report);
  if (arms.size() < 2) return {};
  ArmAxis model{.name = "model", .texts = {}}, compute{.name = "compute", .texts = {}};
  for (const Arm& arm : arms) {
    model.texts.push_back(report.runs[arm.runs.front()].model.name);
    compute.texts.push_back(report.runs[arm.runs.front()].model.compute);
  }
  std::vector<ArmAxis> axes;
  for (ArmAxis* axis : {&model, &compute}) {
    if (differ(axis->texts)) axes.push_back(std::move(*axis));
  }
  for (const SamplingOption& option : sampling_options()) {
    if (option.name == "seed") continue;
    if (ArmAxis axis = axis_of(report, arms, option); differ(axis.texts)) axes.push_back(std::move(axis));
  }
  return axes;
}

bool ArmTable::has_seeds() const {
  return std::ranges::any_of(arms, [](const Arm& arm) { return arm.runs.size() > 1; });
}

ArmTable arm_table(const Report& report) {
  ArmTable table;
  table.arms = arms_of_report(report);
  table.labels = arm_labels(report);
  table.axes = arm_axes(report);
  table.blocks = score_blocks(report);
  std::vector<TaskBlock> groups = group_blocks(report);
  std::ranges::move(groups, std::back_inserter(table.blocks));
  for (const TaskBlock& block : table.blocks) {
    for (const ScoreRow& row : block.rows) {
      ArmRow made{.block = &block, .row = &row, .primary = &row == &primary_row(report, block)};
      for (const Arm& arm : table.arms) {
        made.cells.push_back(score_of(report, block, row, arm));
        std::int64_t lost = 0;
        for (const std::size_t run : arm.runs) lost = std::max(lost, row.lost[run]);
        made.lost.push_back(lost);
      }
      made.format = format_of(made.cells);
      table.rows.push_back(std::move(made));
    }
  }
  return table;
}

std::vector<double> mean_ranks(const ArmTable& table) {
  std::vector<double> sums(table.arms.size(), 0);
  std::vector<std::size_t> counts(table.arms.size(), 0);
  for (const ArmRow& row : table.rows) {
    if (!row.primary) continue;
    for (std::size_t arm = 0; arm < row.cells.size(); ++arm) {
      if (!row.cells[arm]) continue;
      const double value = row.cells[arm]->value;
      double rank = 1;
      for (std::size_t other = 0; other < row.cells.size(); ++other) {
        if (other == arm || !row.cells[other]) continue;
        const double against = row.cells[other]->value;
        const bool ahead = row.row->higher_is_better ? against > value : against < value;
        rank += ahead ? 1 : against == value ? 0.5 : 0;
      }
      sums[arm] += rank;
      ++counts[arm];
    }
  }
  for (std::size_t arm = 0; arm < sums.size(); ++arm) {
    sums[arm] = counts[arm] > 0 ? sums[arm] / static_cast<double>(counts[arm]) : INFINITY;
  }
  return sums;
}

std::string over_text(const ArmRow& row, std::size_t arm) {
  const auto& cell = row.cells[arm];
  const std::int64_t failed = cell ? cell->failures : row.lost[arm];
  const std::int64_t count = cell ? cell->count : 0;
  return failed > 0 ? fmt::format("{} of {} scored", count, count + failed) : "";
}

std::string arm_note(const ArmTable& table) {
  std::map<std::string, std::set<std::string>> metrics;  // by method
  std::set<std::int64_t> seeds;
  for (const ArmRow& row : table.rows) {
    for (const auto& cell : row.cells) {
      if (!cell) continue;
      if (cell->runs > 1) seeds.insert(cell->runs);
      if (cell->interval) metrics[cell->interval->method].insert(row.row->metric);
    }
  }
  std::string note;
  if (!seeds.empty()) {
    const std::string count = seeds.size() == 1 ? fmt::format("{} ", *seeds.begin()) : "";
    note += fmt::format(
        "Means over {}seeds, with their 95 % interval over documents and seeds (two-way bootstrap); sd: standard "
        "deviation over the seeds.",
        count);
    const bool single = std::ranges::any_of(table.arms, [](const Arm& arm) { return arm.runs.size() == 1; });
    if (single) note += " Arms with one seed: interval over documents alone.";
  }
  if (metrics.contains("bootstrap")) {
    note += (note.empty() ? "" : " ") + fmt::format("Bootstrap intervals: {}.", named(metrics["bootstrap"]));
  }
  const std::string passages = interval_note(table.blocks);
  return passages.empty() || note.empty() ? note + passages : note + " " + passages;
}

}  // namespace coldread
