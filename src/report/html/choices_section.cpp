#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/choices.h"
#include "report/html/arm_colours.h"
#include "report/html/line_chart.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

constexpr std::size_t kMostRows = 20;   // arms of a table
constexpr std::size_t kMostLines = 4;   // arms of a reliability curve
constexpr std::size_t kConfusions = 2;  // arms with a table of reference against choice

std::string share_text(std::int64_t count, std::int64_t of) {
  return fmt::format("{:.0f}\u2009%", 100.0 * static_cast<double>(count) / static_cast<double>(of));
}

/// How often each position holds the reference, and is chosen.
std::vector<std::int64_t> sums(const ChoiceFacts& facts, bool of_chosen) {
  std::vector<std::int64_t> counts(facts.chosen.size(), 0);
  for (std::size_t gold = 0; gold < counts.size(); ++gold) {
    for (std::size_t chosen = 0; chosen < counts.size(); ++chosen) {
      counts[of_chosen ? chosen : gold] += facts.chosen[gold][chosen];
    }
  }
  return counts;
}

void write_shares(const std::vector<std::int64_t>& counts, std::int64_t documents, HtmlWriter& html) {
  for (const std::int64_t count : counts) html.element("td", {{"class", "number"}}, share_text(count, documents));
}

void write_positions(const ChoiceTask& task, const std::vector<std::string>& labels,
                     const std::vector<std::string>& colours, HtmlWriter& html) {
  const ChoiceFacts& first = task.arms.front();
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", title_of(*task.task)}});
  html.open("table", {{"class", "quality"}});
  html.element(
      "caption",
      "How often each position is chosen by log-likelihood, against how often it holds the reference. Margin: ln p "
      "of the choice over the runner-up, and over the reference where the choice is wrong. Calibration error: "
      "mean distance between how sure and how right the choices are.");
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, "");
  for (std::size_t i = 0; i < first.chosen.size(); ++i) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, fmt::format("{}.", i + 1));
  }
  for (const char* head : {"Margin", "Wrong by", "Calibration error", "n"}) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, head);
  }
  html.close().close().open("tbody").open("tr").element("th", {{"scope", "row"}}, "Reference");
  write_shares(sums(first, false), first.documents, html);
  for (int i = 0; i < 4; ++i) html.element("td", "");
  html.close();
  for (std::size_t i = 0; i < std::min(task.arms.size(), kMostRows); ++i) {
    const ChoiceFacts& facts = task.arms[i];
    html.open("tr").open("th", {{"scope", "row"}}).open("span", {{"class", "run"}});
    if (labels.size() > 1) html.element("i", {{"class", "dot " + colours[facts.arm]}}, "");
    html.element("bdi", labels.size() > 1 ? labels[facts.arm] : "Chosen").close().close();
    write_shares(sums(facts, true), facts.documents, html);
    html.element("td", {{"class", "number"}}, fmt::format("{:.2f}", facts.margin));
    html.element("td", {{"class", "number"}},
                 facts.wrong_margin > 0 ? fmt::format("{:.2f}", facts.wrong_margin) : "\u2013");
    html.element("td", {{"class", "number"}}, fmt::format("{:.3f}", facts.calibration_error));
    html.element("td", {{"class", "number"}}, std::to_string(facts.documents)).close();
  }
  html.close().close().close();
}

/// Accuracy against confidence; on the diagonal both are the same.
void write_reliability(const ChoiceTask& task, const std::vector<std::string>& labels,
                       const std::vector<std::string>& colours, HtmlWriter& html) {
  LineChart chart{.title = title_of(*task.task), .metric = "accuracy", .option = "probability of the choice"};
  for (const int percent : {0, 25, 50, 75, 100}) {
    chart.ticks.emplace_back(percent / 100.0, fmt::format("{:.2f}", percent / 100.0));
  }
  chart.lines.push_back({.label = "calibrated",
                         .colour = "ideal",
                         .points = {{.x = 0, .y = 0, .text = "0"}, {.x = 1, .y = 1, .text = "1"}}});
  for (std::size_t i = 0; i < std::min(task.arms.size(), kMostLines); ++i) {
    const ChoiceFacts& facts = task.arms[i];
    ChartLine line{.label = labels.size() > 1 ? labels[facts.arm] : "", .colour = colours[facts.arm], .points = {}};
    for (const ReliabilityBin& bin : facts.bins) {
      line.points.push_back({.x = bin.confidence,
                             .y = bin.accuracy,
                             .text = fmt::format("{:.2f}: {:.2f} of {}", bin.confidence, bin.accuracy, bin.count)});
    }
    chart.lines.push_back(std::move(line));
  }
  write_line_chart(chart, html);
}

void write_confusion(const ChoiceTask& task, const ChoiceFacts& facts, const std::vector<std::string>& labels,
                     HtmlWriter& html) {
  HeatMap map{.title = title_of(*task.task),
              .metric = "documents" + (labels.size() > 1 ? ", " + labels[facts.arm] : std::string()),
              .row_option = "reference",
              .column_option = "chosen",
              .rows = {},
              .columns = {},
              .values = {},
              .hints = {},
              .decimals = 0};
  for (std::size_t gold = 0; gold < facts.chosen.size(); ++gold) {
    map.rows.push_back(fmt::format("{}.", gold + 1));
    map.columns.push_back(fmt::format("{}.", gold + 1));
    for (std::size_t chosen = 0; chosen < facts.chosen.size(); ++chosen) {
      const std::int64_t count = facts.chosen[gold][chosen];
      map.values.emplace_back(static_cast<double>(count));
      map.hints.push_back(fmt::format("reference {}, chosen {}: {}", gold + 1, chosen + 1, count));
    }
  }
  write_heat_map(map, html);
}

}  // namespace

void write_choices_section(const Report& report, HtmlWriter& html) {
  const std::vector<ChoiceTask> tasks = choice_tasks(report, arms_of_report(report));
  if (tasks.empty()) return;
  const std::vector<std::string> labels = arm_labels(report), colours = arm_colours(report);
  html.open("section", {{"id", "choices"}, {"aria-labelledby", "choices-title"}});
  html.element("h2", {{"id", "choices-title"}}, "Choices");
  for (const ChoiceTask& task : tasks) {
    html.open("h3").element("bdi", title_of(*task.task)).text(" ");
    html.element("a", {{"href", "#" + task_anchor(task.task->name) + "&show=wrong&sort=sure"}},
                 "confidently wrong first");
    html.close();
    write_positions(task, labels, colours, html);
    html.open("div", {{"class", "pictures"}});
    write_reliability(task, labels, colours, html);
    for (std::size_t i = 0; i < std::min(task.arms.size(), kConfusions); ++i) {
      write_confusion(task, task.arms[i], labels, html);
    }
    html.close();
  }
  html.close();
}

}  // namespace coldread
