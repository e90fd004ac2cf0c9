#pragma once

#include <string>

#include "runner/config/run_config.h"

namespace coldread {

/// What a run without a name is called: its models and tasks, joined by dashes, as a folder may be called. A long name
/// is cut and ends with digits that tell it from others.
std::string run_name(const RunConfig& config);

/// A name as one folder may be called: what else it holds becomes a dash; "run" where nothing is left.
std::string as_folder_name(const std::string& name);

}  // namespace coldread
