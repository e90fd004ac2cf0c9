#pragma once

#include <string>
#include <vector>

#include "model/config.h"
#include "model/tensor_layout.h"
#include "model/tensor_picker.h"
#include "model/weight_plan.h"

namespace coldread {

/// Finds the matrices of a layer's experts; none where it has no experts. prefix: of the layer's tensors. slices: takes
/// the views of one expert's part of tensors that hold all experts'. Throws Error(input).
std::vector<ExpertOf<LinearPlan>> plan_experts(TensorPicker& pick, const ModelConfig& config, const LayerConfig& layer,
                                               const TensorLayout& layout, const std::string& prefix,
                                               TensorSlices& slices);

}  // namespace coldread
