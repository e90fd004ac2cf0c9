#include "model/work.h"

#include "model/layer_shape.h"

namespace coldread {

WorkRates::WorkRates(const ModelConfig& config) : end_weights_(head_shape(config).weights()) {
  for (const LayerConfig& layer : config.layers) {
    const bool last = &layer == &config.layers.back();
    for_each_linear([&](LinearSlot slot) {
      // In the last layer the positions that nobody asks for end as keys and values.
      const bool all = !last || slot == LinearSlot::qkv;
      (all ? weights_ : end_weights_) += linear_shape(config, layer, slot).weights();
    });
    if (layer.experts.count > 0) {
      const auto [up, down] = expert_shape(config, layer);
      (last ? end_weights_ : weights_) += layer.experts.used * (up.weights() + down.weights());
    }
    (last ? last_queries_ : queries_) += layer.attention.queries();
    held_ += 2 * layer.attention.keys();
  }
}

Work WorkRates::of(std::int64_t first, std::int64_t count, std::int64_t requested) const {
  // Keys seen, over all positions and over the last ones.
  const std::int64_t seen = count * first + count * (count + 1) / 2;
  const std::int64_t seen_by_requested = requested * (first + count) - requested * (requested - 1) / 2;
  Work work;
  work.matrix_operations = 2.0 * static_cast<double>(count * weights_ + requested * end_weights_);
  work.attention_operations = 4.0 * static_cast<double>(queries_ * seen + last_queries_ * seen_by_requested);
  work.cache_bytes = 4.0 * static_cast<double>(held_) * static_cast<double>(first + count);
  return work;
}

Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t requested) {
  return WorkRates(config).of(first, count, requested);
}

}  // namespace coldread
