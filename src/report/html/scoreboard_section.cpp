#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <set>

#include "base/counted.h"
#include "report/html/arm_colours.h"
#include "report/html/score_plot.h"
#include "report/html/sections.h"
#include "report/margin.h"

namespace coldread {
namespace {

constexpr std::size_t kOpenArms = 20;  // rows of arms that stand open
constexpr std::size_t kFewTasks = 3;   // of which a row of arms has room for intervals as text

/// What the table marks in a row of scores: the best arm and those statistically tied with it; none where no arm is
/// significantly worse.
std::vector<bool> marked_arms(const Report& report, const ArmRow& row) {
  std::vector<bool> marked(row.cells.size(), false);
  const auto best = best_arm(report, *row.block, *row.row);
  if (!best) return marked;
  bool any_worse = false;
  for (std::size_t arm = 0; arm < row.cells.size(); ++arm) {
    if (!row.cells[arm]) continue;
    const auto difference = arm == *best ? std::nullopt : difference_to(report, *row.block, *row.row, arm, *best);
    const bool worse = difference && difference->verdict() == Verdict::worse;
    marked[arm] = !worse;
    any_worse = any_worse || worse;
  }
  if (!any_worse) marked.assign(marked.size(), false);
  return marked;
}

std::string shown_interval_text(const ArmRow& row, std::size_t arm) {
  const auto& cell = row.cells[arm];
  return cell && cell->interval ? interval_text(cell->interval->low, cell->interval->high, row.format.interval) : "";
}

/// As many decimals' room as the widest values have, so that the points stand below each other.
std::string aligned_value(const ArmRow& row, double value) {
  constexpr int kMost = 3;
  std::string text = score_text(value, row.format.value);
  for (int i = row.format.value; i < kMost; ++i) text += "\u2007";
  return text;
}

/// "48", or "46\u201348" where the arms differ.
std::string count_text(const ArmRow& row) {
  std::set<std::int64_t> counts;
  for (const auto& cell : row.cells) {
    if (cell) counts.insert(cell->count);
  }
  if (counts.empty()) return {};
  const std::int64_t least = *counts.begin(), most = *counts.rbegin();
  return least == most ? std::to_string(least) : fmt::format("{}\u2013{}", least, most);
}

/// ", 5-shot"; ", prompts differ" where the runs did not ask alike.
std::string prompt_form(const Report& report, const TaskFacts& task) {
  const auto& prompts = report.comparison.prompts;
  if (std::ranges::find(prompts, task.name, &PromptDifference::task) != prompts.end()) return ", prompts differ";
  return task.num_fewshot > 0 ? fmt::format(", {}-shot", task.num_fewshot) : "";
}

/// The table under construction.
struct Board {
  const Report& report;
  const ArmTable& table;
  const std::vector<TaskPage>& pages;
  std::vector<std::string> colours;
  HtmlWriter& html;

  std::optional<double> chance_of(const ArmRow& row) const {
    const auto page = std::ranges::find_if(
        pages, [&](const TaskPage& one) { return one.block->facts->name == row.block->facts->name; });
    return page == pages.end() || !row.row->metric.starts_with("acc") ? std::nullopt : chance_level(*page);
  }

  void open_table(std::string_view style, const std::string& caption) const {
    html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "scores-title"}});
    html.open("table", {{"class", style}});
    if (!caption.empty()) html.open("caption").element("span", caption).close();
  }

  void write_arm_name(std::size_t arm) const {
    html.open("span", {{"class", "run"}});
    if (table.arms.size() > 1) html.element("i", {{"class", "dot " + colours[arm]}}, "");
    html.element("bdi", table.labels[arm]).close();
  }

  void write_task(const ArmRow& row, bool as_head) const {
    const TaskFacts& task = *row.block->facts;
    const bool is_group = task.output_type == "group";  // it has no samples to go to
    if (!is_group) html.open("a", {{"href", "#" + task_anchor(task.name)}});
    html.element("bdi", title_of(task));
    if (!is_group) html.close();
    if (as_head) {
      html.open("small");
      write_metric(row);
      html.text(", n\u00A0=\u00A0" + count_text(row)).close();
    } else {
      const std::string documents = counted(static_cast<std::uint64_t>(task.documents_used), "document");
      html.element("small", is_group ? "group, " + documents : documents + prompt_form(report, task));
    }
  }

  void write_metric(const ArmRow& row) const {
    html.text(row.row->metric);
    if (row.row->names_filter) html.element("small", " " + row.row->filter);
    html.element("span",
                 {{"class", "arrow"}, {"title", row.row->higher_is_better ? "higher is better" : "lower is better"}},
                 "\u2009" + std::string(direction_arrow(row.row->higher_is_better)));
  }

  /// label: what the cell is about, for a narrow page, which has no heads.
  void write_cell(const ArmRow& row, std::size_t arm, const ScorePlot& plot, bool marked, const std::string& label,
                  bool with_text) const {
    const auto& cell = row.cells[arm];
    const std::string over = over_text(row, arm);
    html.open("td", {{"class", marked ? "score best" : "score"}, {"data-run", label}});
    html.element("span", {{"class", "value"}}, cell ? aligned_value(row, cell->value) : "\u2013");
    if (cell) {
      write_score_plot(plot, *cell, seed_scores(table, row, arm), colours[arm], html);
      html.element("span", {{"class", with_text ? "interval" : "interval unseen"}}, shown_interval_text(row, arm));
      if (cell->spread && with_text) {
        html.element("span", {{"class", "spread"}}, "sd\u00A0" + score_text(*cell->spread, row.format.value));
      }
    }
    if (!over.empty()) html.element("span", {{"class", "lost"}}, over);
    html.close();
  }
};

std::string caption_of(const ArmTable& table, bool any_chance) {
  std::string caption = "Value, 95 % interval drawn and in brackets.";
  if (any_chance) caption += " The dashed tick is what guessing would score.";
  if (table.arms.size() > 1) {
    caption +=
        " \u25CF: the best and those statistically tied with it; no mark: no significant difference. Secondary metrics "
        "are not tested.";
  }
  const std::string note = arm_note(table);
  return note.empty() ? caption : caption + " " + note;
}

/// One or two arms: a row a metric of a task.
void write_tasks_as_rows(const Board& board) {
  HtmlWriter& html = board.html;
  const ArmTable& table = board.table;
  const bool any_chance =
      std::ranges::any_of(table.rows, [&](const ArmRow& row) { return board.chance_of(row).has_value(); });
  board.open_table("scores", caption_of(table, any_chance));
  html.open("thead").open("tr");
  html.element("th", {{"scope", "col"}, {"class", "task"}}, "Task").element("th", {{"scope", "col"}}, "Metric");
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    html.open("th", {{"scope", "col"}, {"class", "score"}});
    board.write_arm_name(arm);
    html.close();
  }
  html.element("th", {{"scope", "col"}, {"class", "count"}}, "n").close().close();
  for (std::size_t index = 0; index < table.rows.size(); ++index) {
    const ArmRow& row = table.rows[index];
    const bool first = row.row == row.block->rows.data();
    if (first) html.open("tbody");
    html.open("tr");
    if (first) {
      html.open("th", {{"scope", "rowgroup"}, {"rowspan", std::to_string(row.block->rows.size())}, {"class", "task"}});
      board.write_task(row, false);
      html.close();
    }
    html.open("th", {{"scope", "row"}, {"class", "metric"}});
    board.write_metric(row);
    html.close();
    const std::vector<bool> marked = marked_arms(board.report, row);
    const ScorePlot plot = plot_of(table, row, board.chance_of(row), true);
    for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
      board.write_cell(row, arm, plot, marked[arm], table.arms.size() > 1 ? table.labels[arm] : "", true);
    }
    html.element("td", {{"class", "count"}}, count_text(row)).close();
    if (row.row == &row.block->rows.back()) html.close();
  }
  html.close().close();
}

/// A table of some arms over some metrics: a row an arm.
void write_arms(const Board& board, std::span<const std::size_t> arms, std::span<const ArmRow* const> rows,
                const std::string& caption) {
  HtmlWriter& html = board.html;
  const bool with_text = rows.size() <= kFewTasks;
  board.open_table("scores arms", caption);
  html.open("thead").open("tr").element("th", {{"scope", "col"}, {"class", "task"}}, "");
  std::vector<ScorePlot> plots;
  std::vector<std::vector<bool>> marks;
  for (const ArmRow* row : rows) {
    html.open("th", {{"scope", "col"}, {"class", "score"}});
    board.write_task(*row, true);
    html.close();
    plots.push_back(plot_of(board.table, *row, board.chance_of(*row), false));
    plots.back().width = with_text ? 84 : rows.size() <= 2 * kFewTasks ? 90 : 64;
    marks.push_back(marked_arms(board.report, *row));
  }
  html.close().close().open("tbody");
  for (const std::size_t arm : arms) {
    html.open("tr").open("th", {{"scope", "row"}, {"class", "task"}});
    board.write_arm_name(arm);
    html.close();
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::string label = title_of(*rows[i]->block->facts) + " " + rows[i]->row->metric;
      board.write_cell(*rows[i], arm, plots[i], marks[i][arm], label, with_text);
    }
    html.close();
  }
  html.close().open("tfoot").open("tr").element("th", {{"scope", "row"}, {"class", "task"}}, "");
  for (const ScorePlot& plot : plots) {
    html.open("td", {{"class", "score ends"}});
    if (!plot.axis.ticks.empty()) {
      html.element("span", fmt::format("{:.{}f} to {:.{}f}", plot.axis.low, plot.axis.decimals, plot.axis.high,
                                       plot.axis.decimals));
    }
    html.close();
  }
  html.close().close().close().close();
}

/// Three arms and more: a row an arm, a column each task's primary metric; further arms and metrics folded.
void write_arms_as_rows(const Board& board) {
  HtmlWriter& html = board.html;
  std::vector<const ArmRow*> primary, secondary;
  bool any_chance = false;
  for (const ArmRow& row : board.table.rows) {
    (row.primary ? primary : secondary).push_back(&row);
    any_chance = any_chance || (row.primary && board.chance_of(row).has_value());
  }
  std::vector<std::size_t> arms(board.table.arms.size());
  std::iota(arms.begin(), arms.end(), std::size_t{0});
  const std::vector<double> ranks = mean_ranks(board.table);
  const bool ranked = arms.size() > kOpenArms;
  if (ranked) std::ranges::stable_sort(arms, {}, [&](std::size_t arm) { return ranks[arm]; });
  const std::span<const std::size_t> all(arms);
  const std::size_t open = std::min(arms.size(), kOpenArms);
  std::string caption = caption_of(board.table, any_chance);
  if (ranked) caption += fmt::format(" Of {}, the first {} by mean rank over the tasks.", arms.size(), open);
  write_arms(board, all.first(open), primary, caption);
  if (open < arms.size()) {
    html.open("details", {{"class", "more"}}).element("summary", fmt::format("{} more", arms.size() - open));
    write_arms(board, all.subspan(open), primary, "");
    html.close();
  }
  if (secondary.empty()) return;
  html.open("details", {{"class", "more"}}).element("summary", "Secondary metrics");
  write_arms(board, all, secondary, "");
  html.close();
}

}  // namespace

int decimals_for(const ScoreRow& row) {
  return format_of(row).value;
}

void write_run_name(const Report& report, std::size_t run, HtmlWriter& html) {
  html.open("span", {{"class", "run"}}).element("i", {{"class", "dot " + run_colours(report)[run]}}, "");
  html.element("bdi", report.runs[run].id).close();
}

void write_scoreboard(const Report& report, const std::vector<TaskPage>& pages, HtmlWriter& html) {
  html.open("section", {{"id", "scores"}, {"aria-labelledby", "scores-title"}});
  html.element("h2", {{"id", "scores-title"}}, "Scores");
  const ArmTable table = arm_table(report);
  const Board board{.report = report, .table = table, .pages = pages, .colours = arm_colours(report), .html = html};
  table.arms_are_rows() ? write_arms_as_rows(board) : write_tasks_as_rows(board);
  html.close();
}

}  // namespace coldread
