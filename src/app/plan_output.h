#pragma once

#include "runner/config/run_config.h"

namespace coldread::app {

/// What a run would do and take, without any weights, on standard output. The exit code.
int show_plan(const RunConfig& config, bool json);

}  // namespace coldread::app
