#include "report/headline.h"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/difference.h"

namespace coldread {
namespace {

constexpr double kFalseAlarms = 0.05;

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

/// What one task's first metric says about the runs.
struct TaskVerdict {
  const TaskBlock* block = nullptr;
  std::size_t best = 0, second = 0;
  std::optional<Difference> margin;  ///< best - second, in the metric's own sign
  bool leads = false;                ///< best is better than every other run beyond noise
};

std::optional<TaskVerdict> verdict_on(const Report& report, const TaskBlock& block, double alpha) {
  if (block.rows.empty()) return std::nullopt;
  const ScoreRow& row = block.rows.front();
  const auto best = best_run(row);
  if (!best) return std::nullopt;
  ScoreRow others = row;
  others.cells[*best] = nullptr;
  const auto second = best_run(others);
  if (!second) return std::nullopt;
  TaskVerdict verdict{&block, *best, *second, std::nullopt, true};
  for (std::size_t run = 0; run < row.cells.size(); ++run) {
    if (run == *best || row.cells[run] == nullptr) continue;
    const auto difference = difference_between(report, block.facts->name, row, *best, run, alpha);
    verdict.leads = verdict.leads && difference && difference->is_beyond_noise;
    if (run == *second) verdict.margin = difference;
  }
  return verdict;
}

std::string numbers_of(const Report& report, const TaskVerdict& verdict) {
  const ScoreRow& row = verdict.block->rows.front();
  const Difference& margin = *verdict.margin;
  return fmt::format("{} {}, {} against {}, 95\u00A0% interval {} to {}, n\u00A0=\u00A0{}", row.metric,
                     number(row.cells[verdict.best]->estimate.value), signed_text(margin.value),
                     report.runs[verdict.second].id, number(margin.low), number(margin.high), margin.count);
}

/// "+0.240 over gpt2, 0.09 to 0.39" and what it rests on.
Finding finding_of(const Report& report, const TaskVerdict& verdict) {
  Finding finding{title_of(*verdict.block->facts), {}, verdict.leads};
  if (!verdict.margin) {
    finding.text = "Too few documents or no standard error, so nothing can be said.";
    return finding;
  }
  const Difference& margin = *verdict.margin;
  const std::string& metric = verdict.block->rows.front().metric;
  const std::string interval =
      fmt::format("{} to {}, n\u00A0=\u00A0{}", number(margin.low), number(margin.high), margin.count);
  if (verdict.leads) {
    finding.text = fmt::format("{} leads: {} {} against {} ({}).", report.runs[verdict.best].id, metric,
                               signed_text(margin.value), report.runs[verdict.second].id, interval);
  } else {
    finding.text = fmt::format("Within noise: {} {} ({}; could detect {}).", metric, signed_text(margin.value),
                               interval, number(margin.detectable));
  }
  return finding;
}

/// "A leads on X and Y, B on Z" over the tasks that someone leads on.
std::string leaders(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  std::string text;
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    std::vector<std::string> tasks;
    for (const TaskVerdict& verdict : verdicts) {
      if (verdict.leads && verdict.best == run) tasks.push_back(title_of(*verdict.block->facts));
    }
    if (tasks.empty()) continue;
    text +=
        (text.empty() ? "" : ", ") + report.runs[run].id + (text.empty() ? " leads on " : " on ") + enumerated(tasks);
  }
  return text;
}

std::string comparison_sentence(const Report& report, const std::vector<TaskVerdict>& verdicts) {
  const auto led = std::ranges::count_if(verdicts, &TaskVerdict::leads);
  const auto open = std::ssize(verdicts) - led;
  if (led == 0) {
    return fmt::format("No run differs from another beyond noise on {}.",
                       verdicts.size() == 1 ? title_of(*verdicts.front().block->facts)
                                            : fmt::format("any of {} tasks", verdicts.size()));
  }
  std::string text = leaders(report, verdicts);
  if (led == 1 && open == 0) text += " (" + numbers_of(report, verdicts.front()) + ")";
  if (open > 0)
    text += fmt::format("; on {} no difference is beyond noise",
                        open == 1 ? "the other task" : fmt::format("the other {} tasks", open));
  return text + ".";
}

Headline single_run(const Report& report, const std::vector<TaskBlock>& blocks) {
  std::int64_t documents = 0;
  for (const TaskBlock& block : blocks) documents += block.facts->documents_used;
  Headline headline;
  headline.sentence = report.runs.front().id + ": ";
  std::vector<std::string> scores;
  for (const TaskBlock& block : blocks) {
    if (block.rows.empty() || block.rows.front().cells.front() == nullptr) continue;
    const ScoreRow& row = block.rows.front();
    scores.push_back(
        fmt::format("{}\u00A0{} on {}", row.metric, number(row.cells.front()->estimate.value), title_of(*block.facts)));
  }
  constexpr std::size_t kShown = 3;
  const std::size_t rest = scores.size() > kShown ? scores.size() - kShown : 0;
  scores.resize(scores.size() - rest);
  if (rest > 0) scores.push_back(counted(static_cast<std::int64_t>(rest), "further task"));
  headline.sentence += enumerated(scores) + (scores.empty() ? "" : "; ") + counted(documents, "document");
  if (report.facts.failed_requests > 0) {
    headline.sentence += ", " + counted(report.facts.failed_requests, "request") + " failed";
  }
  headline.sentence += ".";
  return headline;
}

}  // namespace

std::optional<std::size_t> best_run(const ScoreRow& row) {
  std::optional<std::size_t> best;
  for (std::size_t run = 0; run < row.cells.size(); ++run) {
    if (row.cells[run] == nullptr || !std::isfinite(row.cells[run]->estimate.value)) continue;
    const double value = row.cells[run]->estimate.value;
    if (!best ||
        (row.higher_is_better ? value > row.cells[*best]->estimate.value : value < row.cells[*best]->estimate.value)) {
      best = run;
    }
  }
  return best;
}

double comparison_alpha(const Report& report, const std::vector<TaskBlock>& blocks) {
  const std::size_t comparisons = blocks.size() * (std::max<std::size_t>(report.runs.size(), 1) - 1);
  return kFalseAlarms / static_cast<double>(std::max<std::size_t>(comparisons, 1));
}

Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks) {
  if (report.runs.empty()) return {"Nothing was run.", {}, {}};
  if (report.runs.size() == 1) return single_run(report, blocks);
  const double alpha = comparison_alpha(report, blocks);
  std::vector<TaskVerdict> verdicts;
  for (const TaskBlock& block : blocks) {
    if (const auto verdict = verdict_on(report, block, alpha)) verdicts.push_back(*verdict);
  }
  Headline headline;
  if (verdicts.empty()) {
    headline.sentence = fmt::format("{} runs, and no task that two of them have a score on.", report.runs.size());
    return headline;
  }
  headline.sentence = comparison_sentence(report, verdicts);
  for (const TaskVerdict& verdict : verdicts) headline.findings.push_back(finding_of(report, verdict));
  const auto comparisons = static_cast<std::int64_t>(std::lround(kFalseAlarms / alpha));
  headline.method = fmt::format(
      "First metric of each task; in brackets the 95\u00A0% interval of the difference. Intervals are of paired "
      "differences "
      "over the documents that both runs answered, "
      "where "
      "the metric has a value a document, otherwise from the standard errors; {} hold{} at 95 %. 0/1 scores also have "
      "to "
      "pass McNemar\u2019s exact test.",
      comparisons == 1 ? "it" : fmt::format("all {} together", comparisons), comparisons == 1 ? "s" : "");
  return headline;
}

}  // namespace coldread
