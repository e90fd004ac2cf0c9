#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "base/unicode.h"
#include "report/html/sections.h"
#include "report/interval_note.h"
#include "report/margin.h"

namespace coldread {
namespace {

/// What the table marks in a row: the runs of the best arm and of those statistically tied with it; none where no arm
/// is significantly worse.
std::vector<bool> marked_runs(const Report& report, const TaskBlock& block, const ScoreRow& row) {
  std::vector<bool> marked(row.cells.size(), false);
  const auto best = best_arm(report, block, row);
  if (!best) return marked;
  const std::vector<std::size_t> arms = arms_by_run(report);
  bool any_worse = false;
  for (std::size_t run = 0; run < row.cells.size(); ++run) {
    if (row.cells[run] == nullptr) continue;
    const auto difference = arms[run] == *best ? std::nullopt : difference_to(report, block, row, arms[run], *best);
    const bool worse = difference && difference->verdict() == Verdict::worse;
    marked[run] = !worse;
    any_worse = any_worse || worse;
  }
  if (!any_worse) marked.assign(marked.size(), false);
  return marked;
}

/// "[0.32, 0.81]" behind a value.
std::string shown_interval_text(const ScoreRow& row, const Score& score) {
  const auto interval = shown_interval(score);
  return interval ? interval_text(interval->low, interval->high, format_of(row).interval) : "";
}

/// The room that intervals of all rows take, so that the values before them end in one line.
std::string interval_width(std::span<const TaskBlock> blocks) {
  std::size_t widest = 0;
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      for (const Score* score : row.cells) {
        if (score != nullptr) widest = std::max(widest, shown_interval_text(row, *score).size());
      }
    }
  }
  constexpr double kNarrower = 0.86;  // blanks, points and brackets against a digit
  return fmt::format("--interval:{:.1f}ch", kNarrower * static_cast<double>(widest));
}

/// As many decimals' room as the widest values have, so that the points stand below each other.
std::string aligned_value(const ScoreRow& row, const Score& score) {
  constexpr int kMost = 3;
  const int decimals = decimals_for(row);
  std::string text = score_text(score.estimate.value, decimals);
  for (int i = decimals; i < kMost; ++i) text += "\u2007";
  return text;
}

void write_cell(const Report& report, const ScoreRow& row, std::size_t index, bool marked, HtmlWriter& html) {
  const Score* score = row.cells[index];
  const std::string over = over_text(row, index);
  const std::string run = score ? report.runs[score->run].id : std::string();
  html.open("td", {{"class", marked ? "score best" : "score"}, {"data-run", run}});
  html.element("span", {{"class", "value"}}, score ? aligned_value(row, *score) : "\u2013");
  if (score != nullptr) {
    html.text(" ").element("span", {{"class", "interval"}}, shown_interval_text(row, *score));
  }
  if (!over.empty()) html.element("span", {{"class", "lost"}}, over);
  html.close();
  if (!shows_standard_errors(report)) return;
  html.element("td", {{"class", "error"}}, score ? standard_error_text(*score, format_of(row)) : "");
}

/// Documents behind a row: "48", or "46\u201348" where the runs differ.
std::string count_text(const ScoreRow& row) {
  std::optional<std::int64_t> least, most;
  for (const Score* score : row.cells) {
    if (score == nullptr) continue;
    least = std::min(least.value_or(score->estimate.count), score->estimate.count);
    most = std::max(most.value_or(score->estimate.count), score->estimate.count);
  }
  if (!least) return {};
  return *least == *most ? std::to_string(*least) : fmt::format("{}\u2013{}", *least, *most);
}

/// ", 5-shot"; ", prompts differ" where the runs did not ask alike.
std::string prompt_form(const Report& report, const TaskFacts& task) {
  const auto& prompts = report.comparison.prompts;
  if (std::ranges::find(prompts, task.name, &PromptDifference::task) != prompts.end()) return ", prompts differ";
  return task.num_fewshot > 0 ? fmt::format(", {}-shot", task.num_fewshot) : "";
}

void write_row(const Report& report, const TaskBlock& block, std::size_t index, HtmlWriter& html) {
  const TaskFacts& task = *block.facts;
  const ScoreRow& row = block.rows[index];
  html.open("tr");
  if (index == 0) {
    html.open("th", {{"scope", "rowgroup"}, {"rowspan", std::to_string(block.rows.size())}, {"class", "task"}});
    const bool is_group = task.output_type == "group";  // it has no samples to go to
    if (!is_group) html.open("a", {{"href", "#" + task_anchor(task.name)}});
    html.element("bdi", title_of(task));
    if (!is_group) html.close();
    html.element("small", is_group ? fmt::format("group, {} documents", task.documents_used)
                                   : fmt::format("{} documents{}", task.documents_used, prompt_form(report, task)));
    html.close();
  }
  html.open("th", {{"scope", "row"}, {"class", "metric"}}).text(row.metric);
  if (row.names_filter) html.element("small", " " + row.filter);
  html.element("span", {{"class", "arrow"}, {"title", row.higher_is_better ? "higher is better" : "lower is better"}},
               std::string("\u2009") + std::string(direction_arrow(row.higher_is_better)));
  html.close();
  const std::vector<bool> marked = marked_runs(report, block, row);
  for (std::size_t run = 0; run < row.cells.size(); ++run) write_cell(report, row, run, marked[run], html);
  html.element("td", {{"class", "count"}}, count_text(row));
  html.close();
}

}  // namespace

int decimals_for(const ScoreRow& row) {
  return format_of(row).value;
}

void write_run_name(const Report& report, std::size_t run, HtmlWriter& html) {
  html.open("span", {{"class", "run"}}).element("i", {{"class", fmt::format("dot c{}", run % 7)}}, "");
  html.element("bdi", report.runs[run].id).close();
}

void write_scoreboard(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  html.open("section", {{"id", "scores"}, {"aria-labelledby", "scores-title"}});
  html.element("h2", {{"id", "scores-title"}}, "Scores");
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "scores-title"}});
  const std::vector<TaskBlock> groups = group_blocks(report);
  std::vector<TaskBlock> all = blocks;
  all.insert(all.end(), groups.begin(), groups.end());
  html.open("table", {{"class", "scores"}, {"style", interval_width(all)}});
  std::string caption = "Value [95 % interval].";
  if (report.runs.size() > 1) {
    caption +=
        " \u25CF: the best and those statistically tied with it; no mark: no significant difference. Secondary metrics "
        "are not tested.";
  }
  if (!shows_standard_errors(report)) caption += " Standard errors: results.csv.";
  if (const std::string note = interval_note(all); !note.empty()) caption += " " + note;
  html.element("caption", caption);
  html.open("thead").open("tr");
  html.element("th", {{"scope", "col"}, {"class", "task"}}, "Task").element("th", {{"scope", "col"}}, "Metric");
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    html.open("th", {{"scope", "col"}, {"class", "score"}});
    write_run_name(report, run, html);
    html.close();
    if (shows_standard_errors(report)) html.element("th", {{"scope", "col"}, {"class", "error"}}, "stderr");
  }
  html.element("th", {{"scope", "col"}, {"class", "count"}}, "n").close().close();
  for (const TaskBlock& block : all) {
    html.open("tbody");
    for (std::size_t i = 0; i < block.rows.size(); ++i) write_row(report, block, i, html);
    html.close();
  }
  html.close().close().close();
}

}  // namespace coldread
