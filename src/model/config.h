#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/layer_config.h"

namespace coldread {

/// What a token's embedding says of its position.
enum class EmbeddedPositions {
  none,
  learned,    ///< a row of a table is added, of context + position_offset rows
  sinusoidal  ///< sines, then cosines of position * theta^(-i / (D/2 - 1)) are added (Vaswani et al. 2017)
};

/// Angles by which rotary attention turns.
struct RotaryConfig {
  std::vector<double>
      frequencies;  ///< [S/2] radians a position of each pair (i, i + S/2) of a query's or key's elements
};

/// What a decoder-only transformer of ours computes. Families differ in these values alone.
struct ModelConfig {
  std::string family;           ///< "gpt2", "llama"
  std::int64_t vocabulary = 0;  ///< V
  std::int64_t width = 0;       ///< D
  std::int64_t context = 0;     ///< positions
  /// E: the embedding's, and the head's, own width; a matrix projects from it and another back to it. 0: the width.
  std::int64_t embedding_width = 0;
  float embedding_scale = 1;
  EmbeddedPositions positions = EmbeddedPositions::none;
  std::int64_t position_offset = 0;          ///< added to the position that is embedded
  std::optional<NormConfig> embedding_norm;  ///< of what goes into the first layer
  std::vector<RotaryConfig> rotary;  ///< the distinct ones that layers refer to
  std::vector<float> key_bias;       ///< of layers with AttentionPositions::key_bias: [H][key_bias_stride]
  std::int64_t key_bias_stride = 0;  ///< context, rounded up to whole pages of the cache
  std::vector<LayerConfig> layers;
  std::optional<NormConfig> final_norm;
  bool tied_head = false;  ///< the head is the token embedding
  Bias head_bias = Bias::absent;
  float logit_scale = 1;
  float logit_cap = 0;  ///< c of c tanh(logit / c), after the scale; 0: logits are not capped
};

}  // namespace coldread
