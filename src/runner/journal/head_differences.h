#pragma once

#include <set>
#include <string>

#include "api/value.h"

namespace coldread {

/// What differs between two heads, key by key with both values: "limit was 5, is 10; ...". Empty where they name the
/// same run. ignored: keys that are no difference, as in "command" and
/// "models.*.path", where * stands for any index.
std::string differences(const Value& before, const Value& after, const std::set<std::string>& ignored);

}  // namespace coldread
