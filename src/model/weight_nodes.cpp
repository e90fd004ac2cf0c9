#include "model/weight_nodes.h"

#include "io/memory_limit.h"
#include "model/compute_type.h"

namespace coldread {

std::vector<kernels::NodeThreads> weight_nodes(const WeightPlan& plan, const ModelOptions& options, int threads) {
  if (options.nodes) return kernels::spread_threads(*options.nodes, threads);
  auto nodes = kernels::spread_threads(kernels::memory_nodes(), threads);
  if (nodes.empty()) return nodes;
  const Footprint copies = footprint_of(plan, compute_type(options.compute).weights, static_cast<int>(nodes.size()));
  return copies_fit(copies, free_memory().bytes) ? nodes : std::vector<kernels::NodeThreads>();
}

bool copies_fit(const Footprint& copies, std::size_t free_bytes) {
  return copies.loading_peak <= free_bytes / 2;
}

}  // namespace coldread
