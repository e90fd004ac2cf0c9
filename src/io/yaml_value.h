#pragma once

#include "api/value.h"
#include "io/yaml.h"

namespace coldread {

/// A YAML node with tags, styles and places as plain values, for a file that keeps it. from_placed_value() gives the
/// node back as it was.
Value to_placed_value(const YamlNode& node);

/// Throws Error(input) where the value is not what to_placed_value() gives.
YamlNode from_placed_value(const Value& value);

}  // namespace coldread
