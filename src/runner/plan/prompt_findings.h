#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "runner/plan/plan.h"
#include "runner/plan/requests.h"

namespace coldread {

/// What a reader should know of how a run's prompts were written. Counts are of documents, one a model.
struct PromptFindings {
  std::int64_t without_system = 0;  ///< whose system message is not in the prompt
  std::int64_t changed = 0;         ///< whose questions or examples the chat template cuts or rewrites
  std::int64_t control_tokens = 0;  ///< whose data hold texts of special tokens
  std::vector<std::string> warnings;
};

/// documents: per model.
PromptFindings prompt_findings(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents);

/// The warnings of them, and of prompts that do not fit into a model's context. Throws Error(usage) with all where the
/// run is strict and there are any.
std::vector<std::string> prompt_warnings(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents);

}  // namespace coldread
