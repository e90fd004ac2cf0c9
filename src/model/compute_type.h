#pragma once

#include <string>

#include "kernels/packed_matrix.h"

namespace coldread {

/// What ModelOptions::compute names.
struct ComputeType {
  const char* name;
  kernels::WeightType weights;
};

/// Throws Error(usage) where there is none of that name.
const ComputeType& compute_type(const std::string& name);

}  // namespace coldread
