#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <span>
#include <utility>

#include "report/arms.h"
#include "report/difference_text.h"
#include "report/headline.h"
#include "report/html/arm_colours.h"
#include "report/html/axis.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

/// Rows of a task that stand open; the others are folded.
constexpr std::size_t kOpenRows = 10;
/// Rows of a task that the page holds at all: a hundred arms make thousands of pairs.
constexpr std::size_t kMostRows = 100;
constexpr double kPlotWidth = 200, kPlotHeight = 16;

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

/// The colour of a row: none without a significant difference.
std::string_view style_of(Verdict verdict) {
  return verdict == Verdict::better ? "better" : verdict == Verdict::worse ? "worse" : "level";
}

using Rows = std::vector<const Difference*>;

/// What all rows are written from.
struct Section {
  const Comparison& comparison;
  std::vector<std::string> labels;   ///< of the arms
  std::vector<std::string> colours;  ///< of the arms
  HtmlWriter& html;

  void write_arm(std::size_t arm) const {
    html.open("span", {{"class", "run"}}).element("i", {{"class", "dot " + colours[arm]}}, "");
    html.element("bdi", labels[arm]).close();
  }
};

/// Differences of the same metric of the same task, together, in the order of their first.
std::vector<Rows> by_metric(const Comparison& comparison) {
  std::vector<Rows> blocks;
  for (const Difference& one : comparison.differences) {
    const auto same = std::ranges::find_if(blocks, [&](const Rows& rows) {
      const Difference& other = *rows.front();
      return one.task == other.task && one.metric == other.metric && one.filter == other.filter;
    });
    same == blocks.end() ? blocks.push_back({&one}) : same->push_back(&one);
  }
  return blocks;
}

/// Whether the filter tells rows of the task apart.
bool names_filter(const Comparison& comparison, const Difference& one) {
  return one.filter != "none" && std::ranges::any_of(comparison.differences, [&](const Difference& other) {
           return other.task == one.task && other.filter != one.filter;
         });
}

void write_name(const Comparison& comparison, const Difference& one, HtmlWriter& html) {
  html.element("bdi", one.task).text(" " + one.metric);
  if (names_filter(comparison, one)) html.element("small", " " + one.filter);
  html.text("\u2009" + std::string(direction_arrow(one.higher_is_better)));
  if (one.tasks > 1) html.element("small", fmt::format(" group, {} tasks", one.tasks));
}

void write_cell(std::string_view style, std::string_view text, HtmlWriter& html) {
  html.element("td", {{"class", style}}, text);
}

/// Counts of documents; a script makes those of one task lead to them.
void write_flips(const Comparison& comparison, const Difference& one, HtmlWriter& html) {
  const std::string flips = fmt::format("{} / {} / {}", one.documents_up, one.documents_down,
                                        one.documents - one.documents_up - one.documents_down);
  if (one.tasks > 1) return write_cell("number moved", flips, html);
  const auto run_of = [&](std::size_t arm) { return std::to_string(comparison.arms[arm].runs.front()); };
  html.element("td",
               {{"class", "number moved flips"},
                {"data-task", one.task},
                {"data-metric", one.metric},
                {"data-filter", one.filter},
                {"data-run", run_of(one.first)},
                {"data-with", run_of(one.second)}},
               flips);
}

/// named: the row says which task and metric it is about.
void write_row(const Section& section, const Difference& one, double reach, bool named) {
  const Comparison& comparison = section.comparison;
  HtmlWriter& html = section.html;
  const DifferenceText text = difference_text(one);
  const Verdict verdict = one.verdict();
  html.open("tr", {{"class", style_of(verdict)}});
  if (named) {
    html.open("th", {{"scope", "row"}, {"class", "what"}});
    write_name(comparison, one, html);
    html.close();
  }
  html.open("td", {{"class", "from"}});
  section.write_arm(one.first);
  html.close().open("td", {{"class", "to"}});
  section.write_arm(one.second);
  html.close();
  write_cell("number delta", text.value, html);
  write_cell("number range", text.interval, html);
  html.open("td", {{"class", "plot"}});
  write_plot(one, reach, html);
  html.close();
  write_cell("number p", one.p_holm ? p_text(*one.p_holm) : "\u2013", html);
  write_flips(comparison, one, html);
  write_cell("number n", std::to_string(one.documents), html);
  write_cell("number least", text.detectable.empty() ? "\u2013" : text.detectable, html);
  write_cell("verdict", verdict_name(verdict), html);
  html.close();
}

/// Intervals of one metric share a scale: the largest reach.
double reach_of(const Rows& rows) {
  double reach = 1e-12;
  for (const Difference* one : rows) reach = std::max({reach, std::abs(one->low), std::abs(one->high)});
  return reach * 1.05;
}

void write_head(bool named, HtmlWriter& html) {
  html.open("thead").open("tr");
  if (named) html.element("th", {{"scope", "col"}}, "Task");
  html.element("th", {{"scope", "col"}}, "From").element("th", {{"scope", "col"}}, "To");
  const std::array<std::pair<std::string_view, std::string_view>, 7> heads{{{"Difference", "number"},
                                                                            {"95 % interval", "number"},
                                                                            {"", "plot"},
                                                                            {"p (Holm)", "number"},
                                                                            {"Better / worse / same", "number"},
                                                                            {"n", "number"},
                                                                            {"Detectable", "number"}}};
  for (const auto& [head, style] : heads) html.element("th", {{"scope", "col"}, {"class", style}}, head);
  html.element("th", {{"scope", "col"}}, "Verdict").close().close();
}

void open_table(bool named, HtmlWriter& html) {
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "changes-title"}});
  html.open("table", {{"class", "changes"}});
  write_head(named, html);
}

/// Two arms: a row a metric.
void write_pair(const Section& section, std::span<const Rows> blocks) {
  open_table(true, section.html);
  section.html.open("tbody");
  for (const Rows& rows : blocks) {
    for (const Difference* one : rows) write_row(section, *one, reach_of(rows), true);
  }
  section.html.close().close().close();
}

/// "21 pairs: 6 significantly different, 3 identical, 12 undecided."
std::string counts_of(const Rows& rows) {
  std::size_t differ = 0, identical = 0;
  for (const Difference* one : rows) {
    differ += one->beyond_noise ? 1 : 0;
    identical += one->identical ? 1 : 0;
  }
  return fmt::format("{} pairs: {} significantly different, {} identical, {} undecided", rows.size(), differ, identical,
                     rows.size() - differ - identical);
}

/// Three arms and more: the pairs of one metric, the surest first, those beyond the first ten folded.
void write_block(const Section& section, Rows rows) {
  HtmlWriter& html = section.html;
  std::ranges::stable_sort(rows, {}, [](const Difference* one) { return std::pair(!one->beyond_noise, one->p); });
  const double reach = reach_of(rows);
  html.open("h3");
  write_name(section.comparison, *rows.front(), html);
  html.element("small", " " + (rows.front()->primary ? counts_of(rows) : "not tested")).close();
  const std::size_t open = std::min(rows.size(), kOpenRows), most = std::min(rows.size(), kMostRows);
  const std::string left_out = most < rows.size() ? fmt::format(" of {}; comparison.csv has all", rows.size()) : "";
  for (const auto& [from, to] : {std::pair{std::size_t{0}, open}, std::pair{open, most}}) {
    if (from == to) continue;
    if (from > 0) {
      html.open("details", {{"class", "more"}});
      html.element("summary", fmt::format("{} more pairs{}", to - from, left_out));
    }
    open_table(false, html);
    html.open("tbody");
    for (std::size_t i = from; i < to; ++i) write_row(section, *rows[i], reach, false);
    html.close().close().close();
    if (from > 0) html.close();
  }
}

void write_blocks(const Section& section, const std::vector<Rows>& blocks) {
  std::vector<Rows> secondary;
  for (const Rows& rows : blocks) {
    rows.front()->primary ? write_block(section, rows) : secondary.push_back(rows);
  }
  if (secondary.empty()) return;
  section.html.open("details", {{"class", "more"}}).element("summary", "Secondary metrics");
  for (const Rows& rows : secondary) write_block(section, rows);
  section.html.close();
}

/// What the headline rests on, a line a task.
void write_findings(const Headline& headline, HtmlWriter& html) {
  if (headline.findings.empty()) return;
  html.open("ul", {{"class", "findings"}});
  for (const Finding& finding : headline.findings) {
    html.open("li", {{"class", finding.leads ? "leads" : "open"}});
    html.element("b", finding.task).text(" " + finding.text).close();
  }
  html.close();
}

std::string method_of(const Comparison& comparison) {
  return fmt::format(
      "0/1 scores: McNemar\u2019s exact test, Student\u2019s interval. Other means: approximate randomisation, paired "
      "bootstrap. Corpus metrics: the metric is computed anew for every exchange and replicate. Documents that share a "
      "passage go together. Groups: the bootstrap draws within each task, and signs change document by document. The "
      "primary (first) metric of each task and group is tested; p values are corrected over {} tests (Holm). {} "
      "bootstrap replicates, seed {}.",
      comparison.family, comparison.bootstrap_rounds, comparison.bootstrap_seed);
}

/// How two arms' prompts differ, by one document.
void write_prompts(const Section& section, const PromptDifference& prompts) {
  HtmlWriter& html = section.html;
  html.open("p", {{"class", "note"}}).element("bdi", prompts.task);
  html.text(": " + prompts_text(section.labels, prompts)).close();
  html.open("div", {{"class", "text diff"}, {"dir", "auto"}, {"lang", ""}});
  for (const DiffPiece& piece : prompts.diff) {
    if (piece.kind == DiffPiece::Kind::same) {
      html.text(piece.text);
    } else {
      html.element(piece.kind == DiffPiece::Kind::removed ? "del" : "ins", piece.text);
    }
  }
  html.close();
}

}  // namespace

void write_comparison(const Report& report, const std::vector<TaskBlock>& blocks, HtmlWriter& html) {
  const Comparison& comparison = report.comparison;
  const Headline headline = headline_of(report, blocks);
  if (comparison.differences.empty() && headline.findings.empty()) return;
  html.open("section", {{"id", "changes"}, {"aria-labelledby", "changes-title"}});
  html.element("h2", {{"id", "changes-title"}}, "Differences");
  write_findings(headline, html);
  const Section section{comparison, arm_labels(report), arm_colours(report), html};
  if (!comparison.differences.empty()) {
    html.element("p", {{"class", "note"}},
                 "To minus from, over the documents that both answered, with the 95 % interval. Better / worse / same: "
                 "documents that score better, worse and the same, whichever way the metric goes. Detectable: smallest "
                 "difference detectable with 80 % power.");
  }
  const std::vector<Rows> of_metrics = by_metric(comparison);
  if (!of_metrics.empty()) {
    comparison.arms.size() < 3 ? write_pair(section, of_metrics) : write_blocks(section, of_metrics);
  }
  for (const PromptDifference& prompts : comparison.prompts) write_prompts(section, prompts);
  for (const std::string& note : comparison.notes) html.element("p", {{"class", "note"}}, note);
  html.element("p", {{"class", "note"}}, headline.method);
  if (!comparison.differences.empty()) html.element("p", {{"class", "note"}}, method_of(comparison));
  html.close();
}

}  // namespace coldread
