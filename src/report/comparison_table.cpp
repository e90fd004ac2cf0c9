#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/scoreboard.h"
#include "report/text_table.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

std::string signed_text(double value) {
  return (value < 0 ? "-" : "+") + score_text(std::abs(value));
}

/// Whether the filter says nothing new: all rows of the task have the same.
bool has_one_filter(const Comparison& comparison, const Difference& of) {
  return std::ranges::all_of(comparison.differences,
                             [&](const Difference& one) { return one.task != of.task || one.filter == of.filter; });
}

}  // namespace

std::string p_text(double p) {
  return p < 0.0001 ? "<.0001" : fmt::format("{:.4f}", p);
}

std::string comparison_table(const Report& report, const ConsoleStyle& style) {
  const Comparison& comparison = report.comparison;
  TextColumn task{.head = "Task"}, metric{.head = "Metric"}, first{.head = "From"}, second{.head = "To"};
  TextColumn difference{.head = "Difference", .right = true}, interval{.head = "95 % interval"};
  TextColumn p{.head = "p (Holm)", .right = true}, flips{.head = "up/down", .right = true};
  TextColumn count{.head = "n", .right = true}, verdict{.head = ""};
  for (const Difference& one : comparison.differences) {
    task.cells.push_back(visible_text(one.task));
    metric.cells.push_back(visible_text(one.metric) +
                           (has_one_filter(comparison, one) ? "" : " (" + visible_text(one.filter) + ")"));
    first.cells.push_back(visible_text(comparison.arms[one.first].id));
    second.cells.push_back(visible_text(comparison.arms[one.second].id));
    difference.cells.push_back(signed_text(one.value));
    interval.cells.push_back(signed_text(one.low) + " to " + signed_text(one.high));
    p.cells.push_back(p_text(one.p_holm));
    flips.cells.push_back(fmt::format("{}/{}", one.documents_up, one.documents_down));
    count.cells.push_back(std::to_string(one.documents));
    verdict.cells.emplace_back(!one.beyond_noise ? "noise" : one.winner() == one.second ? "better" : "worse");
  }
  std::string out =
      text_table({task, metric, first, second, difference, interval, p, flips, count, verdict}, {0, 1, 2, 3}, style);
  for (const std::string& note : comparison.notes) out += visible_text(note) + "\n";
  return out;
}

}  // namespace coldread
