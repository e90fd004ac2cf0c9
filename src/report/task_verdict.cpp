#include "report/task_verdict.h"

#include "report/margin.h"

namespace coldread {
namespace {

void add_pairs(const Report& report, TaskVerdict& verdict) {
  verdict.identical = true;
  for (const Difference& one : report.comparison.differences) {
    if (one.task != verdict.block->facts->name) continue;
    verdict.prompts_differ = verdict.prompts_differ || one.other_prompts > 0;
    if (one.filter != verdict.row->filter || one.metric != verdict.row->metric) continue;
    ++verdict.comparisons;
    verdict.differs = verdict.differs || one.beyond_noise;
    verdict.identical = verdict.identical && one.identical;
  }
  verdict.identical = verdict.identical && verdict.comparisons > 0;
}

}  // namespace

std::optional<TaskVerdict> task_verdict(const Report& report, const TaskBlock& block) {
  if (block.rows.empty()) return std::nullopt;
  TaskVerdict verdict;
  verdict.block = &block;
  verdict.row = &primary_row(report, block);
  const auto best = best_arm(report, block, *verdict.row);
  if (!best) return std::nullopt;
  const auto second = best_arm(report, block, *verdict.row, *best);
  if (!second) return std::nullopt;
  verdict.best = *best;
  verdict.second = *second;
  verdict.margin = difference_to(report, block, *verdict.row, *best, *second);
  for (std::size_t arm = 0; arm < report.comparison.arms.size(); ++arm) {
    if (arm == *best || !arm_value(report.comparison.arms[arm], *verdict.row)) continue;
    const auto difference = difference_to(report, block, *verdict.row, *best, arm);
    const bool worse = difference && difference->verdict() == Verdict::better;
    (worse ? verdict.worse : verdict.tied).push_back(arm);
  }
  verdict.leads = verdict.tied.empty();
  add_pairs(report, verdict);
  return verdict;
}

}  // namespace coldread
