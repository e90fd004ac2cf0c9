#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/rope.h"
#include "model/layer_config.h"

namespace coldread {

/// What a token's embedding says of its position.
enum class EmbeddedPositions {
  none,
  learned,    ///< a row of a table is added, of context + position_offset rows
  sinusoidal  ///< sines, then cosines of position * theta^(-i / (D/2 - 1)) are added (Vaswani et al. 2017)
};

/// Angles of the texts that are longer than a model was trained for.
struct LongTextRotary {
  std::int64_t beyond = 0;          ///< tokens
  std::vector<double> frequencies;  ///< [R/2] of all such texts; empty: each length has its own, by dynamic scaling
  double theta = 0;                 ///< of dynamic scaling
  double factor = 1;                ///< the same
};

/// Angles by which rotary attention turns the first R elements of each query and key; the others stay.
struct RotaryConfig {
  std::vector<double> frequencies;  ///< [R/2] radians a position of each pair
  kernels::RopePairs pairs = kernels::RopePairs::halves;
  double factor = 1;  ///< on cosines and sines
  std::optional<LongTextRotary> long_texts = std::nullopt;

  std::int64_t size() const { return 2 * static_cast<std::int64_t>(frequencies.size()); }  ///< R
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
  std::vector<RotaryConfig> rotary;          ///< the distinct ones that layers refer to
  std::vector<float> key_bias;               ///< of layers with AttentionPositions::key_bias: [H][key_bias_stride]
  std::int64_t key_bias_stride = 0;          ///< context, rounded up to whole pages of the cache
  std::vector<LayerConfig> layers;
  std::optional<NormConfig> final_norm;
  bool tied_head = false;  ///< the head is the token embedding
  Bias head_bias = Bias::absent;
  float logit_scale = 1;
  float logit_cap = 0;  ///< c of c tanh(logit / c), after the scale; 0: logits are not capped
};

}  // namespace coldread
