#pragma once

#include <cstddef>

#include "kernels/packed_matrix.h"
#include "model/weight_plan.h"

namespace coldread {

/// Memory that pack_weights() takes, known from the header.
struct Footprint {
  std::size_t packed = 0;        ///< what stays: matrices in the compute type, norms, biases
  std::size_t read = 0;          ///< of it, what one pass reads: one copy of the matrices
  std::size_t loading_peak = 0;  ///< the most while it runs: packed so far, and what is being read
  int copies = 1;                ///< of the matrices
};

Footprint footprint_of(const WeightPlan& plan, kernels::WeightType type, int copies = 1);

}  // namespace coldread
