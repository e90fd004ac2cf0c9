#pragma once

#include <set>
#include <string>

#include "runner/plan.h"

namespace coldread {

/// The head of a run's journal: everything that its answers depend on beside their keys, and (as no identity) where
/// task definitions were found, "include_path", and what repeats the run, "command".
Dict journal_identity(const Plan& plan);

/// What differs between two heads, key by key with both values: "limit was 5, is 10; ...". Empty where they name the
/// same run. ignored: top-level keys that are no difference.
std::string differences(const Value& before, const Value& after, const std::set<std::string>& ignored);

}  // namespace coldread
