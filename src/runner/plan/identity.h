#pragma once

#include "runner/plan/plan.h"

namespace coldread {

/// The head of a run's journal: everything that its answers depend on beside their keys, and (as no identity) where
/// task definitions were found, "include_path", and what repeats the run, "command".
Dict journal_identity(const Plan& plan);

}  // namespace coldread
