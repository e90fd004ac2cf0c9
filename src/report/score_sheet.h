#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "api/report.h"
#include "report/arms.h"

namespace coldread {

/// A column of the score table as text. Nothing in it is escaped yet.
struct SheetColumn {
  std::string head;
  bool right = false;
  int spare = 0;                         ///< in which order a narrow terminal goes without: 1 first; 0: never
  std::vector<std::string> cells = {};   ///< one a row
  std::vector<std::string> behind = {};  ///< parallel, of a score: what follows the value
};

/// The score table that terminal, Markdown and LaTeX show. From three arms on a row is an arm and each task's primary
/// metric a column; with one or two a row is a metric of a task and each arm a column.
struct ScoreSheet {
  std::vector<SheetColumn> labels;               ///< what a row is; the first is never left out
  std::vector<std::vector<SheetColumn>> groups;  ///< of scores, each with what belongs to it
  std::vector<std::size_t> begins;               ///< rows that begin a block
  std::string note;                              ///< below the table; empty where all is plain

  std::size_t rows() const { return labels.empty() ? 0 : labels.front().cells.size(); }
};

struct SheetOptions {
  bool all_metrics = false;    ///< of three arms and more: not the primary ones alone
  std::size_t most_arms = 40;  ///< of three and more: beyond, the first by rank over the tasks
};

ScoreSheet score_sheet(const Report& report, const SheetOptions& options = {});

}  // namespace coldread
