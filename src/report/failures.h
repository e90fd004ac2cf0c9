#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/report.h"

namespace coldread {

/// Documents of one task that failed in one run for one reason. Messages that differ in numbers and quoted texts alone
/// are one reason.
struct FailureCause {
  std::string task;
  std::size_t run = 0;                  ///< index into Report::runs
  std::string message;                  ///< of the first document
  std::vector<std::int64_t> documents;  ///< ascending
};

/// In the order of tasks, then runs; the commonest first within each.
std::vector<FailureCause> failure_causes(const Report& report);

/// "squad in gpt2: 3 of 10 documents failed: MESSAGE"; the run is named where there are several.
std::string cause_text(const Report& report, const FailureCause& cause);

/// For a terminal: a line a task and run that has failures, and below it the commonest causes with their counts. Empty
/// where nothing failed.
std::string failures_text(const Report& report);

}  // namespace coldread
