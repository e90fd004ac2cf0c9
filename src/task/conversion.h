#pragma once

#include <string>

#include "io/yaml.h"

namespace coldread {

/// How to bring a task whose Python functions have no port. root: the task's dict; file: where it stands.
struct Conversion {
  std::string summary;  ///< one line: which functions are built in, which are not
  std::string script;   ///< Python that writes the rows and a YAML; empty where all functions are built in
};

Conversion conversion_of(const YamlNode& root, const std::string& file);

}  // namespace coldread
