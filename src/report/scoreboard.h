#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// One line of the score table: a metric of a task under one filter, over all runs.
struct ScoreRow {
  std::string filter;
  std::string metric;
  bool higher_is_better = true;
  bool names_filter = false;             ///< whether the filter tells rows of the task apart, and has a name
  std::vector<const Score*> cells = {};  ///< one a run, in the order of Report::runs; nullptr where there is none
  std::vector<std::int64_t> lost = {};   ///< one a run: documents that failed where all did, so that there is no score
};

/// All lines of one task; the first is the one that a headline or a sort goes by.
struct TaskBlock {
  const TaskFacts* facts = nullptr;
  std::vector<ScoreRow> rows;
};

/// The score table in the order of Report::tasks; points into the report.
std::vector<TaskBlock> score_blocks(const Report& report);

/// The same for the groups that have scores of their own.
std::vector<TaskBlock> group_blocks(const Report& report);

/// The alias of a task, or its name.
const std::string& title_of(const TaskFacts& task);

/// A score for people: fixed decimals, four by default, fewer for large values.
std::string score_text(double value, int decimals = 4);

/// "58 of 60 scored": how many documents a score is over where some failed; empty where none did.
std::string over_text(const ScoreRow& row, std::size_t run);

/// The interval of a score: as it was found, or 1.96 standard errors around the value; absent where there is neither.
std::optional<ScoreInterval> shown_interval(const Score& score);

/// U+2191 where higher is better, U+2193 where lower is.
std::string_view direction_arrow(bool higher_is_better);

}  // namespace coldread
