#pragma once

#include <utility>

#include "model/config.h"

namespace coldread {

/// What a family's decoders have in common before its settings are read: what files leave unsaid, and what settings
/// mean where they are absent.
struct DecoderTraits {
  kernels::NormKind norm = kernels::NormKind::rms;
  double epsilon = 1e-6;
  FeedForwardConfig feed_forward = {.activation = kernels::Activation::silu, .gated = true};  // SwiGLU
  AttentionPositions positions = AttentionPositions::rotary;
  bool tied_head = false;
  std::int64_t inner_per_width = 0;  ///< F / D where settings do not say F; 0: they must
  std::int64_t context = 0;          ///< where settings do not say it; 0: they must
};

/// Layers that are all alike, with a norm before each block and before the head.
inline void repeat_layer(ModelConfig& config, LayerConfig layer, const NormConfig& norm, std::size_t layers) {
  norm_before_blocks(layer, norm);
  config.final_norm = norm;
  config.layers.assign(layers, layer);
}

/// change(layer, index)
template <typename Change>
void change_layers(ModelConfig& config, const Change& change) {
  for (std::size_t i = 0; i < config.layers.size(); ++i) change(config.layers[i], i);
}

inline void set_biases(ModelConfig& config, Bias attention, Bias feed_forward) {
  for (LayerConfig& layer : config.layers) set_biases(layer, attention, feed_forward);
}

/// Of queries, keys and values alone.
inline void set_qkv_bias(ModelConfig& config, Bias bias) {
  for (LayerConfig& layer : config.layers) layer.biases[LinearSlot::qkv] = bias;
}

/// Of all norms.
template <typename Change>
void change_norms(ModelConfig& config, const Change& change) {
  const auto where_there = [&](std::optional<NormConfig>& norm) {
    if (norm) change(*norm);
  };
  for (LayerConfig& layer : config.layers) for_each_norm([&](NormSlot slot) { where_there(layer.norms[slot]); });
  where_there(config.embedding_norm);
  where_there(config.final_norm);
}

/// Files hold gains less one.
inline ModelConfig gains_less_one(ModelConfig config) {
  change_norms(config, [](NormConfig& norm) { norm.gain = NormGain::one_plus_stored; });
  return config;
}

inline void drop_norm_weights(ModelConfig& config) {
  change_norms(config, [](NormConfig& norm) {
    norm.gain = NormGain::one;
    norm.bias = false;
  });
}

/// Of what each block adds instead of what it reads.
inline void norm_branches_alone(LayerConfig& layer) {
  const NormConfig norm = *layer.norms[NormSlot::attention];
  layer.norms = {};
  norm_branches(layer, norm);
}

/// Of each head's query and key, with gains of its own and without bias.
inline void norm_own_heads(ModelConfig& config) {
  NormConfig norm = *config.final_norm;
  norm.bias = false;
  for (LayerConfig& layer : config.layers) norm_queries_and_keys(layer, norm, QueryKeyNorm::own_head);
}

/// After each block instead of before, and none before the head.
inline void norm_after_blocks_alone(ModelConfig& config) {
  for (LayerConfig& layer : config.layers) {
    const NormConfig norm = *layer.norms[NormSlot::attention];
    layer.norms = {};
    norm_after_blocks(layer, norm);
  }
  config.final_norm.reset();
}

/// Rotary pairs are neighbours, (2i, 2i + 1), in the file and in the network.
inline ModelConfig turn_neighbours(ModelConfig config) {
  for (RotaryConfig& rotary : config.rotary) rotary.pairs = kernels::RopePairs::neighbours;
  return config;
}

/// The head size of the first layer.
inline std::int64_t head_size(const ModelConfig& config) {
  return config.layers.empty() ? 0 : config.layers.front().attention.head_size;
}

/// Both blocks read one norm of what comes into the layer, or, of a layout with a name for each, one each.
inline void make_parallel(ModelConfig& config) {
  for (LayerConfig& layer : config.layers) layer.parallel = true;
}

}  // namespace coldread
