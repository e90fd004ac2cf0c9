#pragma once

#include <span>

#include "runner/plan.h"

namespace coldread {

/// How a run lays out its prompts: the chat template of its models, or none. Throws Error(usage): a model without a
/// template, models with different ones.
ChatFormat chat_of(const RunConfig& config, std::span<const PlannedModel> models);

}  // namespace coldread
