#pragma once

#include <string>
#include <vector>

#include "kernels/weight_type.h"

namespace coldread {

/// What ModelOptions::compute names.
struct ComputeType {
  const char* name;
  kernels::WeightType weights;
};

/// Throws Error(usage) where there is none of that name.
const ComputeType& compute_type(const std::string& name);
/// The same where nothing else is wanted.
void check_compute_type(const std::string& name);
/// All names, the default first.
std::vector<std::string> compute_types();

}  // namespace coldread
