#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <span>

#include "report/difference_text.h"
#include "report/html/axis.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

/// Rows shown at once; the others are folded.
constexpr std::size_t kOpenRows = 40;
constexpr double kPlotWidth = 120, kPlotHeight = 16;

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
  const std::string flips = fmt::format("{} / {}", one.documents_up, one.documents_down);
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
void write_row(const Comparison& comparison, const Difference& one, double reach, bool named, HtmlWriter& html) {
  const DifferenceText text = difference_text(one);
  const Verdict verdict = one.verdict();
  html.open("tr", {{"class", style_of(verdict)}});
  if (named) {
    html.open("th", {{"scope", "row"}, {"class", "what"}});
    write_name(comparison, one, html);
    html.close();
  }
  html.open("td", {{"class", "from"}}).element("bdi", comparison.arms[one.first].id).close();
  html.open("td", {{"class", "to"}}).element("bdi", comparison.arms[one.second].id).close();
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
                                                                            {"Better / worse", "number"},
                                                                            {"n", "number"},
                                                                            {"Detectable", "number"}}};
  for (const auto& [head, style] : heads) html.element("th", {{"scope", "col"}, {"class", style}}, head);
  html.element("th", {{"scope", "col"}}, "Verdict").close().close();
}

/// Two arms: a row a metric. More: a block of rows a metric.
void write_table(const Comparison& comparison, std::span<const Rows> blocks, HtmlWriter& html) {
  const bool named = comparison.arms.size() < 3;
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "changes-title"}});
  html.open("table", {{"class", "changes"}});
  html.element("caption",
               "To minus from, over the documents that both answered. Better / worse: documents that score better and "
               "worse, whichever way the metric goes. Detectable: smallest difference detectable with 80 % power.");
  write_head(named, html);
  if (named) html.open("tbody");
  for (const Rows& rows : blocks) {
    if (!named) {
      html.open("tbody").open("tr", {{"class", "block"}}).open("th", {{"scope", "rowgroup"}, {"colspan", "10"}});
      write_name(comparison, *rows.front(), html);
      html.close().close();
    }
    for (const Difference* one : rows) write_row(comparison, *one, reach_of(rows), named, html);
    if (!named) html.close();
  }
  if (named) html.close();
  html.close().close();
}

/// How many blocks stand open.
std::size_t open_blocks(std::span<const Rows> blocks) {
  std::size_t open = 0, rows = 0;
  while (open < blocks.size() && (open == 0 || rows + blocks[open].size() <= kOpenRows)) rows += blocks[open++].size();
  return open;
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
void write_prompts(const Comparison& comparison, const PromptDifference& prompts, HtmlWriter& html) {
  html.open("p", {{"class", "note"}}).element("bdi", prompts.task);
  html.text(": " + prompts_text(comparison, prompts)).close();
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

void write_comparison(const Report& report, HtmlWriter& html) {
  const Comparison& comparison = report.comparison;
  if (comparison.differences.empty()) return;
  html.open("section", {{"id", "changes"}, {"aria-labelledby", "changes-title"}});
  html.element("h2", {{"id", "changes-title"}}, "Comparisons");
  const std::vector<Rows> blocks = by_metric(comparison);
  const std::span<const Rows> all(blocks);
  const std::size_t open = open_blocks(all);
  write_table(comparison, all.first(open), html);
  if (open < blocks.size()) {
    std::size_t folded = 0;
    for (const Rows& rows : all.subspan(open)) folded += rows.size();
    html.open("details").element("summary", fmt::format("{} further comparisons", folded));
    write_table(comparison, all.subspan(open), html);
    html.close();
  }
  for (const PromptDifference& prompts : comparison.prompts) write_prompts(comparison, prompts, html);
  for (const std::string& note : comparison.notes) html.element("p", {{"class", "note"}}, note);
  html.element("p", {{"class", "note"}}, method_of(comparison)).close();
}

}  // namespace coldread
