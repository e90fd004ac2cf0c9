#pragma once

#include <cstddef>
#include <vector>

#include "machine/nodes.h"
#include "model/footprint.h"
#include "model/held_weights.h"
#include "model/model_options.h"
#include "model/weight_plan.h"

namespace coldread {

/// In which form, and where, a model's matrices are held.
struct WeightPlacement {
  HeldWeights held;
  /// That get a copy of the weights each, and their threads; empty: one copy, and no thread is kept anywhere.
  std::vector<NodeThreads> nodes;

  Footprint footprint(const WeightPlan& plan) const;
};

/// Wide where much is to be generated, mostly by 13 to 36 sequences at once, and copies on the nodes that the options
/// name, or else on the machine's: wide weights, and copies on the machine's nodes, as long as extra_fits().
WeightPlacement place_weights(const WeightPlan& plan, const ModelOptions& options, int threads);

/// Whether loading takes no more than half of what is free: the cache and the report want some, too.
bool extra_fits(const Footprint& footprint, std::size_t free_bytes);

}  // namespace coldread
