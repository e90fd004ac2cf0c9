#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "report/arms.h"
#include "report/difference_text.h"
#include "report/text_table.h"
#include "report/visible_text.h"
#include "report/writers.h"

namespace coldread {
namespace {

/// Whether the filter says nothing new: all rows of the task have the same.
bool has_one_filter(const Comparison& comparison, const Difference& of) {
  return std::ranges::all_of(comparison.differences,
                             [&](const Difference& one) { return one.task != of.task || one.filter == of.filter; });
}

/// The pieces one after the other, removed ones as [-text-], added ones as {+text+}; every line is set in.
std::string diff_text(const std::vector<DiffPiece>& diff, const ConsoleStyle& style) {
  std::string text;
  for (const DiffPiece& piece : diff) {
    const std::string shown = visible_text(piece.text, {.keep_line_breaks = true});
    const bool removed = piece.kind == DiffPiece::Kind::removed;
    if (piece.kind == DiffPiece::Kind::same) {
      text += shown;
      continue;
    }
    const std::string marked = removed ? "[-" + shown + "-]" : "{+" + shown + "+}";
    text += style.colour ? fmt::format("\x1b[{}m{}\x1b[0m", removed ? 31 : 32, marked) : marked;
  }
  std::string out = "    ";
  for (const char c : text) out += c == '\n' ? "\n    " : std::string(1, c);
  return out + "\n";
}

/// All where two arms are compared; of more, unless asked for, the primary metrics' surest ones.
std::vector<const Difference*> shown_differences(const Comparison& comparison, bool all) {
  constexpr std::size_t kMost = 10;
  std::vector<const Difference*> shown;
  all = all || comparison.arms.size() < 3;
  for (const Difference& one : comparison.differences) {
    if (all || one.primary) shown.push_back(&one);
  }
  if (all || shown.size() <= kMost) return shown;
  std::ranges::stable_sort(shown, {}, [](const Difference* one) { return std::pair(!one->beyond_noise, one->p); });
  shown.resize(kMost);
  return shown;
}

}  // namespace

std::string comparison_table(const Report& report, const ConsoleStyle& style) {
  const Comparison& comparison = report.comparison;
  const std::vector<std::string> labels = arm_labels(report);
  TextColumn task{.head = "Task"}, metric{.head = "Metric"}, first{.head = "From"}, second{.head = "To"};
  TextColumn difference{.head = "Difference", .right = true}, interval{.head = "[95 % interval]"};
  TextColumn p{.head = "p (Holm)", .right = true}, moved{.head = "better/worse", .right = true};
  TextColumn count{.head = "n", .right = true}, verdict{.head = "Verdict"};
  const std::vector<const Difference*> shown = shown_differences(comparison, style.wide);
  for (const Difference* each : shown) {
    const Difference& one = *each;
    const DifferenceText text = difference_text(one, "-");
    task.cells.push_back(visible_text(one.task));
    metric.cells.push_back(visible_text(one.metric) +
                           (has_one_filter(comparison, one) ? "" : " (" + visible_text(one.filter) + ")"));
    first.cells.push_back(visible_text(labels[one.first]));
    second.cells.push_back(visible_text(labels[one.second]));
    difference.cells.push_back(text.value);
    interval.cells.push_back(text.interval);
    p.cells.push_back(one.p_holm ? p_text(*one.p_holm) : "");
    moved.cells.push_back(fmt::format("{}/{}", one.documents_up, one.documents_down));
    count.cells.push_back(std::to_string(one.documents));
    verdict.cells.emplace_back(verdict_name(one.verdict()));
  }
  std::string out =
      text_table({task, metric, first, second, difference, interval, p, moved, count, verdict}, {0, 1, 2, 3}, style);
  if (shown.size() < comparison.differences.size()) {
    out += fmt::format("The {} surest of {} differences; comparison.csv has all.\n", shown.size(),
                       comparison.differences.size());
  }
  for (const PromptDifference& one : comparison.prompts) {
    out += visible_text(one.task + ": " + prompts_text(labels, one)) + "\n" + diff_text(one.diff, style);
  }
  for (const std::string& note : comparison.notes) out += visible_text(note) + "\n";
  return out;
}

}  // namespace coldread
