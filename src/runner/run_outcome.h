#pragma once

#include <filesystem>

#include "api/execution.h"
#include "api/report.h"

namespace coldread {

/// A run and the folder that it is in.
struct RunOutcome {
  std::filesystem::path folder;
  Report report;
  Execution execution;
  bool interrupted = false;  ///< a stop was requested before the last answer; report is then empty
};

}  // namespace coldread
