#pragma once

#include <filesystem>
#include <optional>

#include "api/execution.h"
#include "api/report.h"
#include "base/error.h"

namespace coldread {

/// A run and the folder that it is in.
struct RunOutcome {
  std::filesystem::path folder;
  Report report;
  Execution execution;
  /// The first output that could not be saved, with what is wrong; the others are.
  std::optional<Error> unsaved = std::nullopt;
  bool interrupted = false;  ///< a stop was requested before the last answer; report is of the answers so far
};

}  // namespace coldread
