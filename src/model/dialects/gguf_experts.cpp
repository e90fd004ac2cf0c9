// The settings of experts in GGUF metadata.
#include "model/dialects/gguf.h"

namespace coldread::gguf {
namespace {

constexpr std::int64_t kSoftmaxOfAll = 1;
constexpr std::int64_t kSoftmaxOfChosen = 3;

}  // namespace

bool Settings::has_experts() {
  return number("expert_count").value_or(0) > 0;
}

ExpertsConfig Settings::experts(const ModelConfig& config, ExpertsConfig family) {
  ExpertsConfig result = family;
  result.count = required_size("expert_count");
  result.used = required_size("expert_used_count");
  if (result.used > result.count) fail("expert_used_count", "must be at most 'expert_count'");
  const std::int64_t inner = config.layers.empty() ? 0 : config.layers.front().feed_forward.width;
  result.width = size("expert_feed_forward_length").value_or(inner);
  result.normalized = boolean("expert_weights_norm").value_or(family.normalized);
  if (number("expert_weights_scale").value_or(1) != 1) fail("expert_weights_scale", "must be 1");
  const auto gating = size("expert_gating_func");
  if (gating && *gating != kSoftmaxOfAll && *gating != kSoftmaxOfChosen) {
    fail("expert_gating_func", "must be 1 (softmax) or 3 (softmax of the chosen ones)");
  }
  if (gating) result.routing = *gating == kSoftmaxOfAll ? Routing::softmax_of_all : Routing::softmax_of_chosen;
  return result;
}

}  // namespace coldread::gguf
