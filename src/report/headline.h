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
  bool leads = false;  ///< one arm is significantly better than every other
};

/// What the first screen says in words, made from the data.
struct Headline {
  std::string sentence;
  std::vector<Finding> findings;  ///< one a task, where several runs are compared
  std::string method;             ///< how the comparisons were made; empty for a single run
};

/// "unfinished: 12 of 40 documents"; empty for a finished run.
std::string unfinished_text(const Report& report);

/// Never names a winner without a significant difference: an arm leads on a task where its primary metric is better
/// than that of every other arm after the correction over the report's tests. Says where prompts differ, and first of
/// all that a run is unfinished.
Headline headline_of(const Report& report, const std::vector<TaskBlock>& blocks);

}  // namespace coldread
