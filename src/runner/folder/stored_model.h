#pragma once

#include "api/value.h"
#include "runner/plan/plan.h"

namespace coldread {

/// What results need to know of a model, as a dict. Its name, path and compute type stand in the config.
Value to_value(const PlannedModel& model);

/// The model of a stored run: it is not looked for. Throws Error(input) where the value is not what to_value() gives.
PlannedModel stored_model(const Value& value, const RunModel& wanted, const RunConfig& config);

}  // namespace coldread
