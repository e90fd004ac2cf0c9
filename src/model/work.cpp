#include "model/work.h"

#include "model/layer_shape.h"

namespace coldread {

Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t asked) {
  // Keys seen, over all positions and over the last ones.
  const std::int64_t all_see = count * first + count * (count + 1) / 2;
  const std::int64_t asked_see = asked * (first + count) - asked * (asked - 1) / 2;
  std::int64_t weights = asked * head_shape(config).weights();  // each once a token that meets it
  std::int64_t elements = 0;                                    // of keys, and of values, that queries meet
  std::int64_t held = 0;                                        // elements that one position holds
  for (const LayerConfig& layer : config.layers) {
    // In the last layer the positions that nobody asks for end as keys and values.
    const bool last = &layer == &config.layers.back();
    for_each_linear([&](LinearSlot slot) {
      const bool all = !last || slot == LinearSlot::qkv;
      weights += (all ? count : asked) * linear_shape(config, layer, slot).weights();
    });
    elements += layer.attention.queries() * (last ? asked_see : all_see);
    held += 2 * layer.attention.keys();
  }
  Work work;
  work.matrix_operations = 2.0 * static_cast<double>(weights);
  work.attention_operations = 4.0 * static_cast<double>(elements);
  work.cache_bytes = 4.0 * static_cast<double>(held) * static_cast<double>(first + count);
  return work;
}

}  // namespace coldread
