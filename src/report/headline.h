#pragma once

#include <optional>
#include <string>
#include <vector>

#include "api/report.h"
#include "report/scoreboard.h"

namespace coldread {

/// What one task says about the runs.
struct Finding {
  std::string task;  ///< its title
  std::string text;
  bool leads = false;  ///< one run is better than every other beyond noise
};

/// What the first screen says in words, made from the data.
struct Headline {
  std::string sentence;
  std::vector<Finding> findings;  ///< one a task, where several runs are compared
  std::string method;             ///< how the comparisons were made; empty for a single run
};

/// Never names a winner inside the noise: a run leads on a task where its first metric is better than that of every
/// other run, each at a level that allows for all comparisons of the report.
Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks);

/// The share of false alarms that each comparison of the report may have, so that all of them together have 5 %.
double comparison_alpha(const Report& report, const std::vector<TaskBlock>& blocks);

/// Index of the run with the best value of a row; absent where no run has one.
std::optional<std::size_t> best_run(const ScoreRow& row);

}  // namespace coldread
