#include "report/score_sheet.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace coldread {
namespace {

/// A score as "0.512" and " [0.48, 0.54] (58 of 60 scored)".
void add_score(const ArmRow& row, std::size_t arm, SheetColumn& column) {
  const auto& cell = row.cells[arm];
  const std::string over = over_text(row, arm);
  column.cells.push_back(cell ? score_text(cell->value, row.format.value) : over.empty() ? "-" : over);
  std::string behind;
  if (cell && cell->interval) {
    behind = " " + interval_text(cell->interval->low, cell->interval->high, row.format.interval);
  }
  if (cell && !over.empty()) behind += " (" + over + ")";
  column.behind.push_back(std::move(behind));
}

std::string spread_text(const ArmRow& row, std::size_t arm) {
  const auto& cell = row.cells[arm];
  return cell && cell->spread ? score_text(*cell->spread, row.format.value) : "";
}

std::string error_text(const ArmRow& row, std::size_t arm) {
  const auto& cell = row.cells[arm];
  return cell && cell->standard_error ? score_text(*cell->standard_error, row.format.value) : "";
}

std::string metric_text(const ScoreRow& row) {
  return row.metric + (row.names_filter ? " (" + row.filter + ")" : "");
}

/// What the arms of a report are called together.
std::string arms_head(const ArmTable& table) {
  const bool models = !table.axes.empty() && table.axes.front().name == "model";
  if (!models) return "Setting";
  const bool settings = table.axes.size() > 1;
  return settings ? "Model, setting" : "Model";
}

void add_tasks_as_rows(const ArmTable& table, ScoreSheet& sheet) {
  SheetColumn task{.head = "Task"}, metric{.head = "Metric"}, arrow{.head = ""};
  SheetColumn shots{.head = "n-shot", .right = true, .spare = 2}, count{.head = "n", .right = true, .spare = 3};
  for (const ArmRow& row : table.rows) {
    const bool first = row.row == row.block->rows.data();
    if (first) sheet.begins.push_back(task.cells.size());
    task.cells.push_back(first ? title_of(*row.block->facts) : "");
    metric.cells.push_back(metric_text(*row.row));
    arrow.cells.emplace_back(direction_arrow(row.row->higher_is_better));
    shots.cells.push_back(first ? std::to_string(row.block->facts->num_fewshot) : "");
    count.cells.push_back(first ? std::to_string(row.block->facts->documents_used) : "");
  }
  sheet.labels = {task, metric, arrow, shots, count};
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    const bool seeds = table.has_seeds();
    SheetColumn scores{.head = table.labels[arm], .right = true};
    SheetColumn spread{.head = seeds ? "sd" : "stderr", .right = true, .spare = 1};
    for (const ArmRow& row : table.rows) {
      add_score(row, arm, scores);
      spread.cells.push_back(seeds ? spread_text(row, arm) : error_text(row, arm));
    }
    sheet.groups.push_back({scores, spread});
  }
}

/// The arms in the order of the config; where they are too many the first ones by their mean rank over the tasks.
std::vector<std::size_t> shown_arms(const ArmTable& table, std::size_t most) {
  std::vector<std::size_t> arms(table.arms.size());
  std::iota(arms.begin(), arms.end(), std::size_t{0});
  if (arms.size() <= most) return arms;
  const std::vector<double> ranks = mean_ranks(table);
  std::ranges::stable_sort(arms, {}, [&](std::size_t arm) { return ranks[arm]; });
  arms.resize(most);
  return arms;
}

void add_arms_as_rows(const ArmTable& table, const SheetOptions& options, ScoreSheet& sheet) {
  const std::vector<std::size_t> arms = shown_arms(table, options.most_arms);
  SheetColumn label{.head = arms_head(table)};
  SheetColumn seeds{.head = "seeds", .right = true, .spare = 2};
  for (const std::size_t arm : arms) {
    label.cells.push_back(table.labels[arm]);
    seeds.cells.push_back(std::to_string(table.arms[arm].runs.size()));
  }
  sheet.labels = {label};
  if (table.has_seeds()) sheet.labels.push_back(seeds);
  for (const ArmRow& row : table.rows) {
    if (!row.primary && !options.all_metrics) continue;
    SheetColumn scores{.head = title_of(*row.block->facts) + " " + metric_text(*row.row) + "\u00A0" +
                               std::string(direction_arrow(row.row->higher_is_better)),
                       .right = true};
    SheetColumn spread{.head = "sd", .right = true, .spare = 1};
    for (const std::size_t arm : arms) {
      add_score(row, arm, scores);
      spread.cells.push_back(spread_text(row, arm));
    }
    const bool has_spread = std::ranges::any_of(spread.cells, [](const std::string& cell) { return !cell.empty(); });
    sheet.groups.push_back(has_spread ? std::vector<SheetColumn>{scores, spread} : std::vector<SheetColumn>{scores});
  }
  if (arms.size() < table.arms.size()) {
    sheet.note = fmt::format("The first {} of {} by mean rank over the tasks; arms.csv has all.", arms.size(),
                             table.arms.size());
  }
}

}  // namespace

ScoreSheet score_sheet(const Report& report, const SheetOptions& options) {
  const ArmTable table = arm_table(report);
  ScoreSheet sheet;
  if (table.arms_are_rows()) {
    add_arms_as_rows(table, options, sheet);
  } else {
    add_tasks_as_rows(table, sheet);
  }
  const std::string intervals = arm_note(table);
  if (!intervals.empty()) sheet.note += (sheet.note.empty() ? "" : "\n") + intervals;
  return sheet;
}

}  // namespace coldread
