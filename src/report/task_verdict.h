#pragma once

#include <optional>
#include <vector>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

/// What one task's primary metric says about the arms.
struct TaskVerdict {
  const TaskBlock* block = nullptr;
  const ScoreRow* row = nullptr;
  std::size_t best = 0, second = 0;
  std::optional<Difference> margin;      ///< from the second to the best; absent where they were not compared
  bool leads = false;                    ///< best is better than every other arm
  bool differs = false;                  ///< some two arms differ significantly
  bool identical = false;                ///< no two arms differ on any document
  bool prompts_differ = false;           ///< some two arms asked a document with different prompts
  std::size_t comparisons = 0;           ///< pairs of arms that were compared
  std::vector<std::size_t> tied, worse;  ///< the other arms: statistically tied with the best, worse than it
};

/// Absent where fewer than two arms have a score.
std::optional<TaskVerdict> task_verdict(const Report& report, const TaskBlock& block);

}  // namespace coldread
