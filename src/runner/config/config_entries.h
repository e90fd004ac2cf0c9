#pragma once

#include "io/yaml.h"
#include "runner/config/run_config.h"

namespace coldread {

/// A model that a path names, called by its last part.
RunModel model_at(const std::string& path);

/// One entry under 'models' or 'tasks': a text, or a dict with settings. compute stays empty where the model names
/// none. Throws Error(usage).
RunModel read_model(const YamlNode& node);
RunTask read_task(const YamlNode& node);

/// As they are read.
Dict to_value(const RunModel& model);
Dict to_value(const RunTask& task);

/// Puts the YAML value of "a.b.0.c=value" into the tree; dicts on the way are made, list indexes must exist. Throws
/// Error(usage).
void assign(YamlNode& root, const std::string& assignment);

}  // namespace coldread
