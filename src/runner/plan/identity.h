#pragma once

#include <map>
#include <set>
#include <string>

#include "runner/plan/plan.h"

namespace coldread {

/// Format of the journal's head and lines, and of what the keys are made of.
inline constexpr int kJournalFormat = 3;

/// sha256 of what a run's results are made of beside its answers.
struct InputDigests {
  std::string all;                          ///< of tasks, rows and facts of the models
  std::map<std::string, std::string> rows;  ///< by task: of its documents and examples
};

/// The part of a head that a config alone decides.
Dict config_identity(const RunConfig& config);
/// The keys of a head beside those.
const std::set<std::string>& keys_beside_config();

/// The head of a run's journal: its config, what its answers depend on beside their keys, the digests of its inputs,
/// and (as no identity) where task definitions were found, "include_path", and what repeats the run, "command".
Dict journal_identity(const Plan& plan, const InputDigests& inputs);

}  // namespace coldread
