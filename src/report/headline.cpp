#include "report/headline.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/arms.h"
#include "report/difference_text.h"
#include "report/margin.h"
#include "report/task_verdict.h"

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

/// The same of arms; of many the first ones and how many more.
std::string enumerated_arms(std::vector<std::string> names) {
  constexpr std::size_t kNamed = 4;
  if (names.size() > kNamed) {
    const std::size_t others = names.size() - (kNamed - 1);
    names.resize(kNamed - 1);
    names.push_back(fmt::format("{} others", others));
  }
  return enumerated(names);
}

std::string number(double value) {
  return (value < 0 ? std::string(kMinus) : "") + score_text(std::abs(value), 3);
}

std::string name_of(const Report& report, std::size_t arm) {
  return arm_labels(report)[arm];
}

std::vector<std::string> names_of(const Report& report, const std::vector<std::size_t>& arms) {
  const std::vector<std::string> labels = arm_labels(report);
  std::vector<std::string> names;
  for (const std::size_t arm : arms) names.push_back(labels[arm]);
  return names;
}

const std::string& title_of(const TaskVerdict& verdict) {
  return title_of(*verdict.block->facts);
}

/// "n = 100".
std::string count_text(const Difference& margin) {
  return fmt::format("n\u00A0=\u00A0{}", margin.documents);
}

/// "; smallest difference detectable with 80 % power: 0.133", where it is known.
std::string detectable_text(const Difference& margin) {
  if (!margin.detectable) return "";
  return "; smallest difference detectable with 80\u00A0% power: " + difference_text(margin).detectable;
}

/// "+0.200 [0.08, 0.32] over B".
std::string margin_text(const Report& report, const TaskVerdict& verdict) {
  const DifferenceText text = difference_text(*verdict.margin);
  return fmt::format("{} {} over {}", text.value, text.interval, name_of(report, verdict.second));
}

/// "A and B are identical", "A and B are statistically tied", "A and B are identical, C is statistically tied with
/// them".
std::string best_text(const Report& report, const TaskVerdict& verdict) {
  std::vector<std::size_t> identical{verdict.best}, tied;
  for (const std::size_t arm : verdict.tied) {
    const auto difference = difference_to(report, *verdict.block, *verdict.row, verdict.best, arm);
    (difference && difference->identical ? identical : tied).push_back(arm);
  }
  if (identical.size() == 1) {
    tied.insert(tied.begin(), verdict.best);
    return enumerated_arms(names_of(report, tied)) + " are statistically tied in " + verdict.row->metric;
  }
  std::string text = enumerated_arms(names_of(report, identical)) + " are identical in " + verdict.row->metric;
  if (tied.empty()) return text;
  return text + fmt::format(", {} {} statistically tied with them", enumerated_arms(names_of(report, tied)),
                            tied.size() == 1 ? "is" : "are");
}

/// "A and B are statistically tied in acc; C is worse than A".
std::string ties_text(const Report& report, const TaskVerdict& verdict) {
  const std::string text = best_text(report, verdict);
  if (verdict.worse.empty()) return text;
  return text + fmt::format("; {} {} worse than {}", enumerated_arms(names_of(report, verdict.worse)),
                            verdict.worse.size() == 1 ? "is" : "are", name_of(report, verdict.best));
}

/// What a task's list entry says: "A leads: acc +0.240 [0.09, 0.39] over gpt2 (n = 48)."
std::string finding_text(const Report& report, const TaskVerdict& verdict) {
  const std::string& metric = verdict.row->metric;
  if (!verdict.margin) return "Not compared: too few documents in common.";
  const Difference& margin = *verdict.margin;
  const std::string prompts = verdict.prompts_differ ? " Prompts differ." : "";
  if (verdict.leads) {
    return fmt::format("{} leads: {} {} ({}).", name_of(report, verdict.best), metric, margin_text(report, verdict),
                       count_text(margin)) +
           prompts;
  }
  if (verdict.identical)
    return fmt::format("Identical {} on every document ({}).", metric, count_text(margin)) + prompts;
  if (verdict.differs)
    return fmt::format("No leader: {} ({}).", ties_text(report, verdict), count_text(margin)) + prompts;
  const DifferenceText text = difference_text(margin);
  return fmt::format("No significant difference: {} {} {} from {} to {} ({}{}).", metric, text.value, text.interval,
                     name_of(report, verdict.second), name_of(report, verdict.best), count_text(margin),
                     detectable_text(margin)) +
         prompts;
}

/// "A leads on X and Y, B on Z" over the tasks that someone leads on.
std::string leaders(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  std::string text;
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    std::vector<std::string> tasks;
    for (const TaskVerdict& verdict : verdicts) {
      if (verdict.leads && verdict.best == arm) tasks.push_back(title_of(verdict));
    }
    if (tasks.empty()) continue;
    text +=
        (text.empty() ? "" : ", ") + name_of(report, arm) + (text.empty() ? " leads on " : " on ") + enumerated(tasks);
  }
  return text;
}

std::string leaders_sentence(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  std::string text = leaders(report, verdicts);
  if (verdicts.size() == 1) {
    const TaskVerdict& only = verdicts.front();
    const Difference& margin = *only.margin;
    return text + fmt::format(" ({} {}, {}, 95\u00A0% interval in brackets, {})", only.row->metric,
                              number(margin.second_value), margin_text(report, only), count_text(margin));
  }
  const auto open = std::ranges::count_if(verdicts, [](const TaskVerdict& one) { return !one.leads; });
  if (open == 0) return text;
  const bool differ = std::ranges::any_of(verdicts, [](const TaskVerdict& one) { return !one.leads && one.differs; });
  return text + fmt::format("; {} on the other {}", differ ? "no leader" : "no significant difference",
                            open == 1 ? "task" : fmt::format("{} tasks", open));
}

/// Of a single task that nobody leads on.
std::string tied_task(const Report& report, const TaskVerdict& verdict, std::string_view noun) {
  const std::string& metric = verdict.row->metric;
  if (verdict.differs) return fmt::format("No {} leads on {}: {}", noun, title_of(verdict), ties_text(report, verdict));
  const std::string of =
      verdict.comparisons > 1 ? fmt::format(" in {}\u00A0comparisons", verdict.comparisons) : std::string();
  const std::string detail = verdict.margin && verdict.comparisons == 1
                                 ? fmt::format(" ({}{})", count_text(*verdict.margin), detectable_text(*verdict.margin))
                                 : "";
  return fmt::format("No significant difference{} in {} on {}{}", of, metric, title_of(verdict), detail);
}

std::string identical_sentence(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  std::vector<std::size_t> arms;
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) arms.push_back(arm);
  const std::string tasks = verdicts.size() == 1   ? title_of(verdicts.front())
                            : verdicts.size() == 2 ? "both tasks"
                                                   : fmt::format("all {} tasks", verdicts.size());
  return fmt::format("{} are identical: the same score on every paired document of {}",
                     enumerated_arms(names_of(report, arms)), tasks);
}

/// Where no task has a leader.
std::string no_leader(const Report& report, const std::vector<TaskVerdict>& verdicts, std::string_view noun) {
  if (std::ranges::all_of(verdicts, &TaskVerdict::identical)) return identical_sentence(report, verdicts);
  if (verdicts.size() == 1) return tied_task(report, verdicts.front(), noun);
  const auto differ = std::ranges::count_if(verdicts, &TaskVerdict::differs);
  if (differ > 0) {
    return fmt::format("No {} leads on any of {} tasks; on {} of them some differ significantly", noun, verdicts.size(),
                       differ);
  }
  std::size_t comparisons = 0;
  for (const TaskVerdict& verdict : verdicts) comparisons += verdict.comparisons;
  return fmt::format("No significant difference in {}\u00A0comparisons ({} tasks)", comparisons, verdicts.size());
}

/// "; prompts differ on X and Y", or nothing.
std::string prompts_clause(const std::vector<TaskVerdict>& verdicts) {
  constexpr std::size_t kNamed = 3;
  std::vector<std::string> tasks;
  for (const TaskVerdict& verdict : verdicts) {
    if (verdict.prompts_differ) tasks.push_back(title_of(verdict));
  }
  if (tasks.empty()) return "";
  return "; prompts differ on " + (tasks.size() > kNamed ? fmt::format("{} tasks", tasks.size()) : enumerated(tasks));
}

/// verdicts: of the tasks that were compared.
std::string comparison_sentence(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  const bool settings = std::ranges::any_of(report.runs, [](const RunColumn& run) { return !run.setting.empty(); });
  const bool led = std::ranges::any_of(verdicts, &TaskVerdict::leads);
  const std::string text =
      led ? leaders_sentence(report, verdicts) : no_leader(report, verdicts, settings ? "setting" : "run");
  return text + prompts_clause(verdicts) + ".";
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
  const Arm arm = arms_of_report(report).front();
  Headline headline;
  headline.sentence = arm_labels(report).front() + ": ";
  std::vector<std::string> scores;
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty() || !has_verdicts(*block.facts)) continue;
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

Headline headline_of_answers(const Report& report, const std::vector<TaskBlock>& blocks) {
  if (report.runs.empty()) return {"Nothing was run.", {}, {}};
  if (report.comparison.arms.size() < 2) return single_run(report, blocks);
  Headline headline;
  std::vector<TaskVerdict> verdicts;
  for (const TaskBlock& block : blocks) {
    if (!has_verdicts(*block.facts)) continue;
    const auto verdict = task_verdict(report, block);
    if (!verdict) continue;
    headline.findings.push_back({title_of(*verdict), finding_text(report, *verdict), verdict->leads});
    if (verdict->comparisons > 0) verdicts.push_back(*verdict);
  }
  if (verdicts.empty()) {
    headline.sentence =
        fmt::format("Nothing was compared: no task has two documents in common among {} runs.", report.runs.size()) +
        left_out(report, blocks);
    return headline;
  }
  headline.sentence = comparison_sentence(report, verdicts) + left_out(report, blocks);
  headline.method = fmt::format(
      "Primary metric of each task; the difference is paired over the documents that both answered, with its "
      "95\u00A0% interval in brackets. A lead holds against every other {}, with p below 5\u00A0% after Holm\u2019s "
      "correction over {}.",
      report.comparison.arms.size() > 2 ? "one" : "run", counted(report.comparison.family, "test"));
  return headline;
}

}  // namespace

std::string unfinished_text(const Report& report) {
  if (!report.unfinished) return "";
  return fmt::format("unfinished: {} of {}", report.unfinished->answered,
                     counted(report.unfinished->documents, "document"));
}

Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks) {
  Headline headline = headline_of_answers(report, blocks);
  if (report.unfinished) headline.sentence = "Run " + unfinished_text(report) + ". " + headline.sentence;
  return headline;
}

}  // namespace coldread
