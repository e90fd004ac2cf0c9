#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "base/unicode.h"
#include "report/html/sections.h"
#include "report/margin.h"

namespace coldread {
namespace {

/// What the table marks in a row: the runs of the best arm and of those that cannot be told from it; none where that is
/// all of them.
std::vector<bool> marked_runs(const Report& report, const TaskBlock& block, const ScoreRow& row) {
  std::vector<bool> marked(row.cells.size(), false);
  const auto best = best_arm(report.comparison, row);
  if (!best) return marked;
  const std::vector<std::size_t> arms = arms_by_run(report);
  bool any_worse = false;
  for (std::size_t run = 0; run < row.cells.size(); ++run) {
    if (row.cells[run] == nullptr) continue;
    const auto margin = arms[run] == *best ? std::nullopt : margin_between(report, block, row, *best, arms[run]);
    const bool worse = margin && margin->is_beyond_noise;
    marked[run] = !worse;
    any_worse = any_worse || worse;
  }
  if (!any_worse) marked.assign(marked.size(), false);
  return marked;
}

/// A shade from 0 to 4 by a run's rank within the row, 4 for the best value; no shade where all are the same.
std::optional<int> shade_of(const ScoreRow& row, const Score& score) {
  std::vector<double> values;
  for (const Score* other : row.cells) {
    if (other != nullptr && std::isfinite(other->estimate.value)) values.push_back(other->estimate.value);
  }
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  if (values.size() < 2 || !std::isfinite(score.estimate.value)) return std::nullopt;
  const auto below = std::lower_bound(values.begin(), values.end(), score.estimate.value) - values.begin();
  const double rank = static_cast<double>(below) / static_cast<double>(values.size() - 1);
  return static_cast<int>(std::lround(4 * (row.higher_is_better ? rank : 1 - rank)));
}

/// What stands behind a value: half of its interval and, for a single run, the standard error.
std::string margin_text(const Report& report, const ScoreRow& row, const Score& score) {
  std::string text;
  const int decimals = decimals_for(row);
  if (const auto interval = shown_interval(score)) {
    text = "\u2009\u00B1\u2009" + score_text((interval->high - interval->low) / 2, decimals);
  }
  if (report.runs.size() == 1 && score.estimate.standard_error) {
    text += " (" + score_text(*score.estimate.standard_error, decimals) + ")";
  }
  return text;
}

/// The room that margins of all rows take, so that the values before them end in one line.
std::string margin_width(const Report& report, std::span<const TaskBlock> blocks) {
  std::size_t widest = 0;
  for (const TaskBlock& block : blocks) {
    for (const ScoreRow& row : block.rows) {
      for (const Score* score : row.cells) {
        if (score != nullptr) widest = std::max(widest, count_code_points(margin_text(report, row, *score)));
      }
    }
  }
  constexpr double kNarrower = 0.86;  // thin spaces, points and brackets against a digit
  return fmt::format("--half:{:.1f}ch", kNarrower * static_cast<double>(widest));
}

/// As many decimals' room as the widest values have, so that the points stand below each other.
std::string aligned_value(const ScoreRow& row, const Score& score) {
  constexpr int kMost = 3;
  std::string text = score_text(score.estimate.value, decimals_for(row));
  for (int i = decimals_for(row); i < kMost; ++i) text += "\u2007";
  return text;
}

void write_cell(const Report& report, const ScoreRow& row, std::size_t index, bool marked, HtmlWriter& html) {
  const Score* score = row.cells[index];
  const std::string over = over_text(row, index);
  const std::string& run = score ? report.runs[score->run].id : std::string();
  const auto shade = score ? shade_of(row, *score) : std::nullopt;
  html.open("td", {{"class", std::string(marked ? "score best" : "score") + (shade ? fmt::format(" h{}", *shade) : "")},
                   {"data-run", run}});
  if (score == nullptr) {
    html.element("span", {{"class", "value"}}, "\u2013");
    if (!over.empty()) html.element("span", {{"class", "lost"}}, over);
    html.close();
    return;
  }
  html.element("span", {{"class", "value"}}, aligned_value(row, *score));
  html.element("span", {{"class", "half"}}, margin_text(report, row, *score));
  if (!over.empty()) html.element("span", {{"class", "lost"}}, over);
  html.close();
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
    html.element("small", is_group
                              ? fmt::format("group, {} documents", task.documents_used)
                              : fmt::format("{} documents{}", task.documents_used,
                                            task.num_fewshot > 0 ? fmt::format(", {}-shot", task.num_fewshot) : ""));
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
  double largest = 0;
  for (const Score* score : row.cells) largest = std::max(largest, score ? std::abs(score->estimate.value) : 0.0);
  return largest < 10 ? 3 : largest < 100 ? 2 : 1;
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
  html.open("table", {{"class", "scores"}, {"style", margin_width(report, all)}});
  html.element("caption",
               report.runs.size() > 1
                   ? "Value \u00B1 half of its 95 % interval. \u25CF: the best, and "
                     "what cannot be told from it; no mark: no difference beyond noise. Shaded by rank within the "
                     "row."
                   : "Value \u00B1 half of its 95 % interval (standard error).");
  html.open("thead").open("tr");
  html.element("th", {{"scope", "col"}, {"class", "task"}}, "Task").element("th", {{"scope", "col"}}, "Metric");
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    html.open("th", {{"scope", "col"}, {"class", "score"}});
    write_run_name(report, run, html);
    html.close();
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
