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
  bool leads = false;  ///< one arm is better than every other beyond noise
};

/// What the first screen says in words, made from the data.
struct Headline {
  std::string sentence;
  std::vector<Finding> findings;  ///< one a task, where several runs are compared
  std::string method;             ///< how the comparisons were made; empty for a single run
};

/// Never names a winner inside the noise: an arm leads on a task where its first metric is better than that of every
/// other arm, beyond noise after the correction for all comparisons of the report.
Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks);

}  // namespace coldread
