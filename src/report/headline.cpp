#include "report/headline.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/margin.h"

namespace coldread {
namespace {

std::string counted(std::int64_t count, std::string_view noun) {
  return fmt::format("{}\u00A0{}{}", count, noun, count == 1 ? "" : "s");
}

/// "a", "a and b", "a, b and c".
std::string enumerated(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    text += (i == 0 ? "" : i + 1 == names.size() ? " and " : ", ") + names[i];
  }
  return text;
}

std::string signed_text(double value) {
  return (value < 0 ? "\u2212" : "+") + score_text(std::abs(value), 3);
}

std::string number(double value) {
  return (value < 0 ? "\u2212" : "") + score_text(std::abs(value), 3);
}

/// What one task's first metric says about the arms.
struct TaskVerdict {
  const TaskBlock* block = nullptr;
  std::size_t best = 0, second = 0;
  std::optional<Margin> margin;           ///< best - second, in the metric's own sign
  bool leads = false;                     ///< best is better than every other arm beyond noise
  bool differs = false;                   ///< some two arms differ beyond noise
  std::vector<std::size_t> level, worse;  ///< the other arms: not to be told from the best, worse beyond noise
};

std::optional<TaskVerdict> verdict_on(const Report& report, const TaskBlock& block) {
  if (block.rows.empty()) return std::nullopt;
  const ScoreRow& row = block.rows.front();
  const auto best = best_arm(report.comparison, row);
  if (!best) return std::nullopt;
  const auto second = best_arm(report.comparison, row, *best);
  if (!second) return std::nullopt;
  TaskVerdict verdict;
  verdict.block = &block;
  verdict.best = *best;
  verdict.second = *second;
  verdict.margin = margin_between(report, block, row, *best, *second);
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    if (arm == *best || !arm_value(report.comparison, row, arm)) continue;
    const auto margin = margin_between(report, block, row, *best, arm);
    (margin && margin->is_beyond_noise ? verdict.worse : verdict.level).push_back(arm);
  }
  verdict.leads = verdict.level.empty();
  verdict.differs = std::ranges::any_of(report.comparison.differences, [&](const Difference& one) {
    return one.beyond_noise && one.task == block.facts->name && one.filter == row.filter && one.metric == row.metric;
  });
  return verdict;
}

const std::string& name_of(const Report& report, std::size_t arm) {
  return report.comparison.arms[arm].id;
}

std::string numbers_of(const Report& report, const TaskVerdict& verdict) {
  const ScoreRow& row = verdict.block->rows.front();
  const Margin& margin = *verdict.margin;
  return fmt::format("{} {}, {} against {}, 95\u00A0% interval {} to {}, n\u00A0=\u00A0{}", row.metric,
                     number(*arm_value(report.comparison, row, verdict.best)), signed_text(margin.value),
                     name_of(report, verdict.second), number(margin.low), number(margin.high), margin.documents);
}

/// "+0.240 over gpt2, 0.09 to 0.39" and what it rests on.
Finding finding_of(const Report& report, const TaskVerdict& verdict) {
  Finding finding{title_of(*verdict.block->facts), {}, verdict.leads};
  if (!verdict.margin) {
    finding.text = "Too few documents that both answered, so nothing can be said.";
    return finding;
  }
  const Margin& margin = *verdict.margin;
  const std::string& metric = verdict.block->rows.front().metric;
  const std::string interval =
      fmt::format("{} to {}, n\u00A0=\u00A0{}", number(margin.low), number(margin.high), margin.documents);
  if (verdict.leads) {
    finding.text = fmt::format("{} leads: {} {} against {} ({}).", name_of(report, verdict.best), metric,
                               signed_text(margin.value), name_of(report, verdict.second), interval);
  } else {
    finding.text = fmt::format("Within noise: {} over {}, {} {} ({}{}).", name_of(report, verdict.best),
                               name_of(report, verdict.second), metric, signed_text(margin.value), interval,
                               margin.detectable ? "; could detect " + number(*margin.detectable) : "");
  }
  return finding;
}

/// "A leads on X and Y, B on Z" over the tasks that someone leads on.
std::string leaders(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  std::string text;
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    std::vector<std::string> tasks;
    for (const TaskVerdict& verdict : verdicts) {
      if (verdict.leads && verdict.best == arm) tasks.push_back(title_of(*verdict.block->facts));
    }
    if (tasks.empty()) continue;
    text +=
        (text.empty() ? "" : ", ") + name_of(report, arm) + (text.empty() ? " leads on " : " on ") + enumerated(tasks);
  }
  return text;
}

/// "n = 24 can detect 0.06" of the tasks' largest margin that could have been seen.
std::string could_detect(const std::vector<TaskVerdict>& verdicts) {
  if (verdicts.size() != 1 || !verdicts.front().margin || !verdicts.front().margin->detectable) return "";
  const Margin& margin = *verdicts.front().margin;
  return fmt::format(" (n\u00A0=\u00A0{} can detect {})", margin.documents, number(*margin.detectable));
}

std::vector<std::string> names_of(const Report& report, const std::vector<std::size_t>& arms) {
  std::vector<std::string> names;
  for (const std::size_t arm : arms) names.push_back(name_of(report, arm));
  return names;
}

/// Where no task has a leader: who cannot be told apart, or that nothing can.
std::string no_leader(const Report& report, const std::vector<TaskVerdict>& verdicts, std::string_view noun) {
  const auto differ = std::ranges::count_if(verdicts, &TaskVerdict::differs);
  const TaskVerdict& first = verdicts.front();
  const std::string& metric = first.block->rows.front().metric;
  if (verdicts.size() > 1) {
    return differ == 0
               ? fmt::format("No {} differs from another beyond noise on any of {} tasks.", noun, verdicts.size())
               : fmt::format("No {} leads beyond noise on any of {} tasks; on {} of them some differ.", noun,
                             verdicts.size(), differ);
  }
  const std::string& task = title_of(*first.block->facts);
  if (differ == 0) {
    return fmt::format("No {} differs from another beyond noise in {} on {}{}.", noun, metric, task,
                       could_detect(verdicts));
  }
  std::vector<std::size_t> level{first.best};
  level.insert(level.end(), first.level.begin(), first.level.end());
  std::string text = fmt::format("No {} leads on {}: {} cannot be told apart in {}", noun, task,
                                 enumerated(names_of(report, level)), metric);
  if (!first.worse.empty()) {
    text += fmt::format(", {} {} worse than {}", enumerated(names_of(report, first.worse)),
                        first.worse.size() == 1 ? "is" : "are", name_of(report, first.best));
  }
  return text + ".";
}

std::string comparison_sentence(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  const auto led = std::ranges::count_if(verdicts, &TaskVerdict::leads);
  const auto open = std::ssize(verdicts) - led;
  const bool settings = std::ranges::any_of(report.runs, [](const RunColumn& run) { return !run.setting.empty(); });
  if (led == 0) return no_leader(report, verdicts, settings ? "setting" : "run");
  std::string text = leaders(report, verdicts);
  if (led == 1 && open == 0) text += " (" + numbers_of(report, verdicts.front()) + ")";
  if (open > 0)
    text += fmt::format("; on {} none leads beyond noise",
                        open == 1 ? "the other task" : fmt::format("the other {} tasks", open));
  return text + ".";
}

/// Over how many documents the first run of an arm that lacks some is.
std::string over_text(const ScoreRow& row, const Arm& arm) {
  for (const std::size_t run : arm.runs) {
    if (std::string over = over_text(row, run); !over.empty()) return over;
  }
  return "";
}

/// " Scores leave out failed documents: 6 of 12 scored on Task in A." where some failed in a comparison.
std::string left_out(const Report& report, const std::vector<TaskBlock>& blocks) {
  constexpr std::size_t kShown = 5;
  std::vector<std::string> parts;
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty()) continue;
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      const std::string over = over_text(block.rows.front(), run);
      if (!over.empty())
        parts.push_back(fmt::format("{} on {} in {}", over, title_of(*block.facts), report.runs[run].id));
    }
  }
  if (parts.empty()) return "";
  const std::size_t rest = parts.size() > kShown ? parts.size() - kShown : 0;
  parts.resize(parts.size() - rest);
  if (rest > 0) parts.push_back(fmt::format("{} more", rest));
  return " Scores leave out failed documents: " + enumerated(parts) + ".";
}

/// The tasks that a run has no score on: all of their documents failed.
std::vector<std::string> unscored_tasks(const std::vector<TaskBlock>& blocks, std::size_t run) {
  std::vector<std::string> names;
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty() || block.rows.front().cells[run] != nullptr || block.rows.front().lost[run] == 0) continue;
    names.push_back(fmt::format("{} ({})", title_of(*block.facts), over_text(block.rows.front(), run)));
  }
  return names;
}

Headline single_run(const Report& report, const std::vector<TaskBlock>& blocks) {
  std::int64_t documents = 0;
  for (const TaskBlock& block : blocks) documents += block.facts->documents_used;
  const Arm all{.id = report.runs.front().id, .runs = {0}};
  const Arm& arm = report.comparison.arms.empty() ? all : report.comparison.arms.front();
  Headline headline;
  headline.sentence = arm.id + ": ";
  std::vector<std::string> scores;
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty()) continue;
    const ScoreRow& row = block.rows.front();
    const auto value = arm_value(arm, row);
    if (!value) continue;
    const std::string over = over_text(row, arm);
    scores.push_back(fmt::format("{}\u00A0{} on {}{}", row.metric, number(*value), title_of(*block.facts),
                                 over.empty() ? "" : " (" + over + ")"));
  }
  constexpr std::size_t kShown = 3;
  const std::size_t rest = scores.size() > kShown ? scores.size() - kShown : 0;
  scores.resize(scores.size() - rest);
  if (rest > 0) scores.push_back(counted(static_cast<std::int64_t>(rest), "further task"));
  headline.sentence += enumerated(scores) + (scores.empty() ? "" : "; ");
  if (std::vector<std::string> lost = unscored_tasks(blocks, arm.runs.front()); !lost.empty()) {
    const std::size_t more = lost.size() > kShown ? lost.size() - kShown : 0;
    lost.resize(lost.size() - more);
    if (more > 0) lost.push_back(counted(static_cast<std::int64_t>(more), "further task"));
    headline.sentence += "no score on " + enumerated(lost) + "; ";
  }
  headline.sentence += counted(documents, "document");
  if (report.facts.failed_requests > 0) {
    headline.sentence += ", " + counted(report.facts.failed_requests, "request") + " failed";
  }
  headline.sentence += ".";
  return headline;
}

}  // namespace

Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks) {
  if (report.runs.empty()) return {"Nothing was run.", {}, {}};
  if (report.comparison.arms.size() < 2) return single_run(report, blocks);
  std::vector<TaskVerdict> verdicts;
  for (const TaskBlock& block : blocks) {
    if (const auto verdict = verdict_on(report, block)) verdicts.push_back(*verdict);
  }
  Headline headline;
  if (verdicts.empty()) {
    headline.sentence = fmt::format("{} runs, and no task that two of them have a score on.", report.runs.size()) +
                        left_out(report, blocks);
    return headline;
  }
  headline.sentence = comparison_sentence(report, verdicts) + left_out(report, blocks);
  for (const TaskVerdict& verdict : verdicts) headline.findings.push_back(finding_of(report, verdict));
  headline.method = fmt::format(
      "First metric of each task; in brackets the 95\u00A0% interval of the paired difference over the documents that "
      "both "
      "answered. A lead holds against every other {}, with p below 5\u00A0% after Holm\u2019s correction over all {} "
      "comparisons of the report.",
      report.comparison.arms.size() > 2 ? "one" : "run", report.comparison.differences.size());
  return headline;
}

}  // namespace coldread
