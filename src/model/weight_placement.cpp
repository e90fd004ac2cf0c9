#include "model/weight_placement.h"

#include <algorithm>

#include "kernels/tuning.h"
#include "machine/memory_limit.h"
#include "model/compute_type.h"

namespace coldread {
namespace {

/// Up to so many sequences are one tile of rows in every step, which is fastest on narrow weights.
constexpr std::int64_t kFewSequences = 12;
/// The steps of more than so many have rows enough to share what is widened.
constexpr std::int64_t kManySequences = kernels::kFewRows;
/// For fewer tokens, weights are not made wide in the time that wide ones save.
constexpr std::int64_t kWorthFloat32 = 2048;
/// In percent of all tokens: where fewer are made than that, wide weights save hardly any of the time.
constexpr std::int64_t kLeastGenerated = 40;

bool worth_float32(const ExpectedGeneration& expected) {
  return expected.sequences > kFewSequences && expected.sequences <= kManySequences &&
         expected.tokens >= kWorthFloat32 && expected.tokens * 100 >= expected.work * kLeastGenerated;
}

}  // namespace

Footprint WeightPlacement::footprint(const WeightPlan& plan) const {
  return footprint_of(plan, held, std::max(1, static_cast<int>(nodes.size())));
}

WeightPlacement place_weights(const WeightPlan& plan, const ModelOptions& options, int threads) {
  WeightPlacement placement{.held = {.compute = compute_type(options.compute).weights}, .nodes = {}};
  const auto fits = [&](const WeightPlacement& wanted) {
    return extra_fits(wanted.footprint(plan), free_memory().bytes);
  };
  WeightPlacement wide = placement;
  wide.held.wide = true;
  if (worth_float32(options.expected) && fits(wide)) placement = wide;
  WeightPlacement copied = placement;
  copied.nodes = spread_threads(options.nodes ? *options.nodes : memory_nodes(), threads);
  if (options.nodes || (!copied.nodes.empty() && fits(copied))) placement = copied;
  return placement;
}

bool extra_fits(const Footprint& footprint, std::size_t free_bytes) {
  return footprint.loading_peak <= free_bytes / 2;
}

}  // namespace coldread
