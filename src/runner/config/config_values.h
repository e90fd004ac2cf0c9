#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/error.h"
#include "io/yaml.h"

namespace coldread {

// Values of a config by kind. `what` names the value in the Error(usage), which says its line.

/// "`what` must be `wanted`, not a (kind of the node)"
Error wrong(const YamlNode& node, const std::string& what, const std::string& wanted);
std::string string_of(const YamlNode& node, const std::string& what);
bool bool_of(const YamlNode& node, const std::string& what);
std::int64_t count_of(const YamlNode& node, const std::string& what, std::int64_t least);

/// A list, or a single item standing for a list of one.
std::vector<const YamlNode*> items_of(const YamlNode& node);

}  // namespace coldread
