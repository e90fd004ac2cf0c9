#pragma once

#include "runner/plan/plan.h"

namespace coldread {

/// How a run lays out the prompts of one of its models: by the model's own chat template, or none. Throws Error(usage)
/// for settings that make no sense together, Error(input) for a model without a template.
ChatFormat chat_of(const RunConfig& config, const PlannedModel& model);

}  // namespace coldread
