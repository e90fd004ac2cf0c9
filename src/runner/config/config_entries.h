#pragma once

#include "io/yaml.h"
#include "runner/config/run_options.h"

namespace coldread {

/// One entry under 'models' or 'tasks': a text, or a dict with settings. A model is called by the last part of its path
/// where it has no name; its compute stays empty where it names none. Throws Error(usage).
RunModel read_model(const OptionValue& entry);
RunTask read_task(const OptionValue& entry);

/// As they are read.
Dict to_value(const RunModel& model);
Dict to_value(const RunTask& task);

/// Puts the YAML value of "a.b.0.c=value" into the tree; dicts on the way are made, list indexes must exist. Throws
/// Error(usage).
void assign(YamlNode& root, const std::string& assignment);

}  // namespace coldread
