#pragma once

#include "model/config.h"
#include "model/model_file.h"
#include "model/tensor_layout.h"
#include "model/weight_plan.h"

namespace coldread {

/// Finds every tensor that the settings call for, of the shapes that they give, and nothing beside. Throws
/// Error(input).
WeightPlan plan_weights(const ModelFile& file, const ModelConfig& config, const TensorLayout& layout);

}  // namespace coldread
