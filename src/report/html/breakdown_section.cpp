#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/breakdown.h"
#include "report/html/arm_colours.h"
#include "report/html/score_plot.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

constexpr std::size_t kOpenTables = 3;   // of a task; the others are folded
constexpr std::size_t kMostColumns = 7;  // arms side by side: the first by rank
constexpr std::size_t kFewArms = 2;      // that have room for intervals as text

std::string column_title(const Breakdown& one) {
  return "by " + one.column;
}

/// The arms that have a column: all, or the first ones by rank.
std::vector<std::size_t> shown_arms(const ArmTable& table) {
  std::vector<std::size_t> arms;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) arms.push_back(arm);
  if (arms.size() <= kMostColumns) return arms;
  const std::vector<double> ranks = mean_ranks(table);
  std::ranges::stable_sort(arms, {}, [&](std::size_t arm) { return ranks[arm]; });
  arms.resize(kMostColumns);
  std::ranges::sort(arms);
  return arms;
}

/// One axis for all parts and arms.
ScorePlot plot_of(const Breakdown& one, const std::vector<std::size_t>& arms) {
  double low = INFINITY, high = -INFINITY;
  bool share = one.row->row->higher_is_better;
  for (const Part& part : one.parts) {
    for (const std::size_t arm : arms) {
      if (!part.arms[arm]) continue;
      const PartScore& score = *part.arms[arm];
      low = std::min(low, score.interval ? score.interval->low : score.value);
      high = std::max(high, score.interval ? score.interval->high : score.value);
      share = share && score.value >= 0 && score.value <= 1;
    }
  }
  ScorePlot plot{.axis = {}, .width = arms.size() <= kFewArms ? 110.0 : 72.0};
  if (low <= high) plot.axis = share ? round_axis(0, 1, true) : round_axis(low, high, false);
  return plot;
}

void write_cell(const PartScore& score, const ScorePlot& plot, const std::string& colour, const std::string& label,
                bool with_text, HtmlWriter& html) {
  ArmScore drawn;
  drawn.value = score.value;
  drawn.interval = score.interval;
  html.open("td", {{"class", "score"}, {"data-run", label}})
      .element("span", {{"class", "value"}}, score_text(score.value, 3));
  write_score_plot(plot, drawn, {}, colour, html);
  html.element("span", {{"class", with_text ? "interval" : "interval unseen"}},
               score.interval ? interval_text(score.interval->low, score.interval->high, 2) : "");
  html.close();
}

void write_table(const ArmTable& table, const std::vector<std::string>& colours, const Breakdown& one,
                 HtmlWriter& html) {
  const std::vector<std::size_t> arms = shown_arms(table);
  const ScorePlot plot = plot_of(one, arms);
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", column_title(one)}});
  html.open("table", {{"class", "scores parts-of"}}).open("caption");
  html.element("b", title_of(*one.row->block->facts)).text(" " + one.row->row->metric + " by ");
  html.element("bdi", one.column).close();
  html.open("thead").open("tr").open("th", {{"scope", "col"}}).element("bdi", one.column).close();
  for (const std::size_t arm : arms) {
    html.open("th", {{"scope", "col"}, {"class", "score"}}).open("span", {{"class", "run"}});
    if (table.arms.size() > 1) html.element("i", {{"class", "dot " + colours[arm]}}, "");
    html.element("bdi", table.labels[arm]).close().close();
  }
  html.element("th", {{"scope", "col"}, {"class", "count"}}, "n").close().close().open("tbody");
  for (const Part& part : one.parts) {
    const std::string address = "#" + task_anchor(one.row->block->facts->name) + "&col=" + encode_uri(one.column) +
                                "&val=" + encode_uri(part.value);
    html.open("tr").open("th", {{"scope", "row"}}).open("a", {{"href", address}});
    html.element("bdi", part.value.empty() ? "(empty)" : part.value).close().close();
    for (const std::size_t arm : arms) {
      const std::string label = arms.size() > 1 ? table.labels[arm] : "";
      part.arms[arm] ? write_cell(*part.arms[arm], plot, colours[arm], label, arms.size() <= kFewArms, html)
                     : void(html.element("td", {{"class", "score"}}, "\u2013"));
    }
    html.element("td", {{"class", "count"}}, std::to_string(part.documents.size())).close();
  }
  html.close().close().close();
}

}  // namespace

void write_breakdowns(const Report& report, HtmlWriter& html) {
  const ArmTable table = arm_table(report);
  const std::vector<Breakdown> all = breakdowns(report, table);
  if (all.empty()) return;
  const std::vector<std::string> colours = arm_colours(report);
  html.open("section", {{"id", "breakdown"}, {"aria-labelledby", "breakdown-title"}});
  html.element("h2", {{"id", "breakdown-title"}}, "Breakdown");
  html.element("p", {{"class", "note"}},
               "The primary metric by the columns of the data that have few values, and by quarters of numbers; 95 % "
               "intervals over documents. breakdown.csv has all of it.");
  for (auto at = all.begin(); at != all.end();) {
    const auto end = std::find_if(at, all.end(), [&](const Breakdown& one) { return one.row != at->row; });
    const auto open = at + std::min<std::ptrdiff_t>(end - at, kOpenTables);
    html.open("div", {{"class", "breakdowns"}});
    for (auto one = at; one != open; ++one) write_table(table, colours, *one, html);
    html.close();
    if (open != end) {
      html.open("details", {{"class", "more"}});
      std::string names;
      for (auto one = open; one != end; ++one) names += (names.empty() ? "" : ", ") + one->column;
      html.element("summary", title_of(*at->row->block->facts) + " by " + names);
      html.open("div", {{"class", "breakdowns"}});
      for (auto one = open; one != end; ++one) write_table(table, colours, *one, html);
      html.close().close();
    }
    at = end;
  }
  html.close();
}

}  // namespace coldread
