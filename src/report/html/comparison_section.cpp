#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/html/axis.h"
#include "report/html/sections.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// Rows shown at once; the others are folded.
constexpr std::size_t kOpenRows = 40;
constexpr double kPlotWidth = 120, kPlotHeight = 16;

std::string signed_text(double value, int decimals) {
  return (value < 0 ? "\u2212" : "+") + score_text(std::abs(value), decimals);
}

int decimals_for(const Difference& one) {
  const double largest = std::max(std::abs(one.first_value), std::abs(one.second_value));
  return largest < 10 ? 3 : largest < 100 ? 2 : 1;
}

std::string pixels(double value) {
  return fmt::format("{:.1f}", value);
}

/// The interval around the difference, with zero in the middle; reach: the value at the right end.
void write_plot(const Difference& one, double reach, HtmlWriter& html) {
  const auto x = [&](double value) { return pixels((value / reach + 1) / 2 * kPlotWidth); };
  html.open("svg", {{"class", "delta"},
                    {"viewBox", fmt::format("0 0 {:.0f} {:.0f}", kPlotWidth, kPlotHeight)},
                    {"width", fmt::format("{:.0f}", kPlotWidth)},
                    {"height", fmt::format("{:.0f}", kPlotHeight)},
                    {"aria-hidden", "true"}});
  html.element("line", {{"class", "zero"}, {"x1", x(0)}, {"y1", "0"}, {"x2", x(0)}, {"y2", pixels(kPlotHeight)}}, "");
  html.element("line", {{"class", "bar"}, {"x1", x(one.low)}, {"y1", "8"}, {"x2", x(one.high)}, {"y2", "8"}}, "");
  html.element("circle", {{"cx", x(one.value)}, {"cy", "8"}, {"r", "3.5"}}, "").close();
}

std::string_view verdict_of(const Difference& one) {
  if (!one.beyond_noise) return "noise";
  return one.winner() == one.second ? "better" : "worse";
}

void write_row(const Report& report, const Difference& one, double reach, HtmlWriter& html) {
  const auto& arms = report.comparison.arms;
  const int decimals = decimals_for(one);
  const std::string_view verdict = verdict_of(one);
  const auto run_of = [&](std::size_t arm) { return std::to_string(arms[arm].runs.front()); };
  html.open("tr", {{"class", verdict}});
  html.open("th", {{"scope", "row"}}).element("bdi", one.task).element("small", " " + one.metric);
  if (one.filter != "none") html.element("small", " " + one.filter);
  html.close();
  html.open("td").element("bdi", arms[one.first].id).close().open("td").element("bdi", arms[one.second].id).close();
  html.element("td", {{"class", "number"}}, signed_text(one.value, decimals));
  html.element("td", {{"class", "number"}}, signed_text(one.low, decimals) + " to " + signed_text(one.high, decimals));
  html.open("td", {{"class", "plot"}});
  write_plot(one, reach, html);
  html.close();
  html.element("td", {{"class", "number"}}, p_text(one.p_holm));
  html.element("td",
               {{"class", "number flips"},
                {"data-task", one.task},
                {"data-metric", one.metric},
                {"data-filter", one.filter},
                {"data-run", run_of(one.first)},
                {"data-with", run_of(one.second)}},
               fmt::format("\u2191{} \u2193{}", one.up.size(), one.down.size()));
  html.element("td", {{"class", "number"}}, std::to_string(one.documents));
  html.element("td", {{"class", "number"}}, one.detectable ? score_text(*one.detectable, decimals) : "\u2013");
  html.element("td", {{"class", "verdict"}}, verdict).close();
}

/// Intervals of one metric share a scale; the largest reach of each.
double reach_of(const Report& report, const Difference& of) {
  double reach = 1e-12;
  for (const Difference& one : report.comparison.differences) {
    if (one.task == of.task && one.metric == of.metric && one.filter == of.filter) {
      reach = std::max({reach, std::abs(one.low), std::abs(one.high)});
    }
  }
  return reach * 1.05;
}

void write_table(const Report& report, std::size_t from, std::size_t to, HtmlWriter& html) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "changes-title"}});
  html.open("table", {{"class", "changes"}});
  html.element("caption",
               "To minus from, over the documents that both answered; \u2191 and \u2193 count the documents that score "
               "higher and lower. The last number is the smallest true difference that four of five such comparisons "
               "would show.");
  html.open("thead").open("tr");
  for (const std::string_view head : {"Task", "From", "To"}) html.element("th", {{"scope", "col"}}, head);
  for (const std::string_view head : {"Difference", "95 % interval", "", "p (Holm)", "Documents", "n", "Detectable"}) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, head);
  }
  html.element("th", {{"scope", "col"}}, "To is").close().close().open("tbody");
  for (std::size_t i = from; i < to; ++i) {
    const Difference& one = report.comparison.differences[i];
    write_row(report, one, reach_of(report, one), html);
  }
  html.close().close().close();
}

std::string method_of(const Comparison& comparison) {
  return fmt::format(
      "0/1 scores: McNemar\u2019s exact test, Student\u2019s interval. Other means: approximate randomisation, paired "
      "bootstrap. Corpus metrics: the metric is computed anew for every exchange and replicate. Documents that share a "
      "passage go together. p values are corrected over all {} rows (Holm); {} bootstrap replicates, seed {}.",
      comparison.differences.size(), comparison.bootstrap_rounds, comparison.bootstrap_seed);
}

}  // namespace

void write_comparison(const Report& report, HtmlWriter& html) {
  const Comparison& comparison = report.comparison;
  if (comparison.differences.empty()) return;
  html.open("section", {{"id", "changes"}, {"aria-labelledby", "changes-title"}});
  html.element("h2", {{"id", "changes-title"}}, "What changed");
  const std::size_t open = std::min(kOpenRows, comparison.differences.size());
  write_table(report, 0, open, html);
  if (open < comparison.differences.size()) {
    html.open("details");
    html.element("summary", fmt::format("{} further comparisons", comparison.differences.size() - open));
    write_table(report, open, comparison.differences.size(), html);
    html.close();
  }
  for (const std::string& note : comparison.notes) html.element("p", {{"class", "note"}}, note);
  html.element("p", {{"class", "note"}}, method_of(comparison)).close();
}

}  // namespace coldread
