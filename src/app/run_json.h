#pragma once

#include <filesystem>

#include "api/report.h"
#include "api/value.h"

namespace coldread::app {

/// What `--json` prints of a run: its folder, the exit code, and each score with its interval, standard error and the
/// numbers of documents that were scored and asked.
Dict run_json(const std::filesystem::path& folder, const Report& report, int exit_code);

}  // namespace coldread::app
