#pragma once

#include <set>
#include <string>

#include "api/value.h"

namespace coldread {

/// What differs between two heads, key by key with both values: "limit was 5, is 10; ...". Empty where they name the
/// same run. ignored: top-level keys that are no difference.
std::string differences(const Value& before, const Value& after, const std::set<std::string>& ignored);

}  // namespace coldread
