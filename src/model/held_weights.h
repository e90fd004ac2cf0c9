#pragma once

#include "kernels/weight_type.h"
#include "model/weight_plan.h"

namespace coldread {

/// How a model's matrices are held for a compute type.
struct HeldWeights {
  kernels::WeightType compute = kernels::WeightType::fp32;
  /// As float32 what float32 weights could also be held as by their file's codes. Same bits; faster for some ten to
  /// forty rows at once, which is what generating many sequences comes to, and up to five times the memory.
  bool wide = false;

  /// Where the compute type is float32, a matrix is held in the fewest bits that lose nothing: bfloat16 and half
  /// precision as such, ggml's blocks by their codes; parts of different kinds in a type that has room for both.
  kernels::WeightType type_of(const LinearPlan& plan) const;
  /// So many inputs of a matrix, from a multiple of that on, stay together in whatever order they are laid out, wide or
  /// not.
  std::int64_t inputs_together(const LinearPlan& plan) const;
};

}  // namespace coldread
