#pragma once

#include <cstddef>

#include "model/held_weights.h"
#include "model/weight_plan.h"

namespace coldread {

/// Memory that pack_weights() takes, known from the header.
struct Footprint {
  std::size_t packed = 0;            ///< what stays: matrices, norms, biases
  std::size_t read = 0;              ///< of it, what one pass reads: one copy of the matrices
  std::size_t loading_peak = 0;      ///< the most while it runs: packed so far, and what is being read
  double dequantize_operations = 0;  ///< operations that make all matrices float32 once (PackedMatrix)
  int copies = 1;                    ///< of the matrices
  bool wide = false;                 ///< see HeldWeights
};

Footprint footprint_of(const WeightPlan& plan, const HeldWeights& held, int copies = 1);

}  // namespace coldread
