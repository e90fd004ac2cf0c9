#pragma once

#include <cstddef>
#include <vector>

#include "kernels/nodes.h"
#include "model/footprint.h"
#include "model/model.h"
#include "model/weight_plan.h"

namespace coldread {

/// The nodes that get a copy of the weights each, and their threads; empty: one copy, and no thread is kept anywhere.
/// Where the options name no nodes they are the machine's, as long as copies_fit().
std::vector<kernels::NodeThreads> weight_nodes(const WeightPlan& plan, const ModelOptions& options, int threads);

/// Whether loading them takes no more than half of what is free: the cache and the report want some, too.
bool copies_fit(const Footprint& copies, std::size_t free_bytes);

}  // namespace coldread
