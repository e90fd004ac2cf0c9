#pragma once

#include <string_view>

#include "api/value.h"

namespace coldread {

/// A plain YAML scalar as PyYAML's SafeLoader (YAML 1.1) resolves it: yes/no/on/off are booleans, 010 is octal, 1:30 is
/// base 60, a real needs its point (1e-5 is text), "", ~ and null are null. Dates stay text. Integers beyond 64 bits
/// become reals.
Value resolve_yaml_scalar(std::string_view text);

}  // namespace coldread
