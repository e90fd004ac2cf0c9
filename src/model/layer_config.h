#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "kernels/activation.h"
#include "kernels/norm.h"
#include "model/slots.h"

namespace coldread {

struct NormConfig {
  kernels::NormKind kind = kernels::NormKind::layer;
  float epsilon = 0;
};

/// What a layer's attention makes of positions.
enum class AttentionPositions {
  none,
  rotary  ///< queries and keys are turned by the angles of a RotaryConfig
};

struct AttentionConfig {
  std::int64_t heads = 0;      ///< H
  std::int64_t kv_heads = 0;   ///< K, a divisor of H
  std::int64_t head_size = 0;  ///< S
  float score_scale = 1;       ///< of q . k
  AttentionPositions positions = AttentionPositions::none;
  std::size_t rotary = 0;  ///< where rotary: which of ModelConfig::rotary

  std::int64_t queries() const { return heads * head_size; }  ///< elements of a token's queries
  std::int64_t keys() const { return kv_heads * head_size; }  ///< of its keys, and of its values
};

/// Elements of a head, at most, of which a table is made. The largest heads in use have 512.
inline constexpr std::int64_t kMostHeadSize = 65536;

/// 1 / sqrt(S), the usual score_scale.
inline float inverse_root(std::int64_t head_size) {
  return 1.0F / std::sqrt(static_cast<float>(head_size));
}

struct FeedForwardConfig {
  std::int64_t width = 0;  ///< F
  kernels::Activation activation = kernels::Activation::none;
  bool gated = false;  ///< the activation of one projection multiplies another (SwiGLU)
};

/// What the settings say about the bias of a matrix.
enum class Bias { absent, required, if_present };

/// What one layer computes: x + attention(norm(x)), then x + feed_forward(norm(x)).
struct LayerConfig {
  AttentionConfig attention;
  FeedForwardConfig feed_forward;
  PerSlot<NormSlot, std::optional<NormConfig>> norms;  ///< nothing is normed where a slot is empty
  PerSlot<LinearSlot, Bias> biases;
};

/// One norm before each block.
inline void norm_before_blocks(LayerConfig& layer, const NormConfig& norm) {
  layer.norms[NormSlot::attention] = norm;
  layer.norms[NormSlot::feed_forward] = norm;
}

inline void set_biases(LayerConfig& layer, Bias attention, Bias feed_forward) {
  layer.biases[LinearSlot::qkv] = layer.biases[LinearSlot::attention_out] = attention;
  layer.biases[LinearSlot::up] = layer.biases[LinearSlot::down] = feed_forward;
}

}  // namespace coldread
