#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "kernels/activation.h"
#include "kernels/norm.h"
#include "model/experts_config.h"
#include "model/slots.h"

namespace coldread {

/// What a norm multiplies by.
enum class NormGain {
  stored,
  one_plus_stored,  ///< Gemma's and Nemotron's files hold the gain less one
  one               ///< nothing is stored
};

struct NormConfig {
  kernels::NormKind kind = kernels::NormKind::layer;
  float epsilon = 0;
  NormGain gain = NormGain::stored;
  bool bias = false;  ///< of LayerNorm alone
};

/// What a layer's attention makes of positions.
enum class AttentionPositions {
  none,
  rotary,   ///< queries and keys are turned by the angles of a RotaryConfig
  alibi,    ///< a score falls with the distance of its key (Press et al. 2022)
  key_bias  ///< ModelConfig::key_bias is added to a score
};

/// Over what the norms of queries and keys run, where a layer has them.
enum class QueryKeyNorm {
  head,       ///< each head, with the same gain
  own_head,   ///< each head, with a gain of its own
  projection  ///< all heads at once
};

struct AttentionConfig {
  std::int64_t heads = 0;      ///< H
  std::int64_t kv_heads = 0;   ///< K, a divisor of H
  std::int64_t head_size = 0;  ///< S
  float score_scale = 1;       ///< of q . k
  AttentionPositions positions = AttentionPositions::none;
  std::size_t rotary = 0;          ///< where rotary: which of ModelConfig::rotary
  std::vector<float> slopes = {};  ///< where alibi: [H], added to a score for each position from the query to the key
  std::int64_t window = 0;         ///< keys that a position sees, itself the last; 0: all before it
  float score_cap = 0;             ///< c of c tanh(score / c); 0: scores are not capped
  float projection_limit = 0;      ///< queries, keys and values are clamped to +- this; 0: they are not
  std::vector<float> sinks = {};   ///< [H], a logit of each head in the softmax that has no value; empty: none
  QueryKeyNorm query_key_norm = QueryKeyNorm::head;
  bool normed_after_turn = false;  ///< queries and keys are normed after they are turned, not before

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
  std::int64_t width = 0;  ///< F; with experts, of the one that all tokens share, 0: there is none
  kernels::Activation activation = kernels::Activation::none;
  kernels::ActivationParameters parameters = {};
  bool gated = false;  ///< the activation of one projection multiplies another (SwiGLU)
};

/// What the settings say about the bias of a matrix.
enum class Bias { absent, required, if_present };

/// What one layer computes. With x the residual stream and r the residual scale,
///   x = norm(x + r norm(attention(norm(x)))),  x = norm(x + r norm(feed_forward(norm(x)))),
/// or, parallel, both blocks of the x that came in. A layer has some of the norms.
struct LayerConfig {
  AttentionConfig attention;
  FeedForwardConfig feed_forward;
  ExpertsConfig experts;
  PerSlot<NormSlot, std::optional<NormConfig>> norms;  ///< nothing is normed where a slot is empty
  PerSlot<LinearSlot, Bias> biases;
  bool parallel = false;     ///< the feed-forward block reads what attention reads
  float residual_scale = 1;  ///< of what a block adds
};

/// One norm before each block (Xiong et al. 2020, "pre-LN").
inline void norm_before_blocks(LayerConfig& layer, const NormConfig& norm) {
  layer.norms[NormSlot::attention] = layer.norms[NormSlot::feed_forward] = norm;
}

/// Of what each block adds.
inline void norm_branches(LayerConfig& layer, const NormConfig& norm) {
  layer.norms[NormSlot::attention_branch] = layer.norms[NormSlot::feed_forward_branch] = norm;
}

/// Of the residual stream after each block (Vaswani et al. 2017, "post-LN").
inline void norm_after_blocks(LayerConfig& layer, const NormConfig& norm) {
  layer.norms[NormSlot::attention_sum] = layer.norms[NormSlot::feed_forward_sum] = norm;
}

inline void norm_queries_and_keys(LayerConfig& layer, const NormConfig& norm, QueryKeyNorm over) {
  layer.norms[NormSlot::query] = layer.norms[NormSlot::key] = norm;
  layer.attention.query_key_norm = over;
}

/// In place of one feed-forward block, and beside one that all tokens share where that has a width. A bias of up or
/// down is each expert's.
inline void use_experts(LayerConfig& layer, const ExpertsConfig& experts, std::int64_t shared_width = 0) {
  layer.experts = experts;
  layer.feed_forward.width = shared_width;
}

inline void set_biases(LayerConfig& layer, Bias attention, Bias feed_forward) {
  layer.biases[LinearSlot::qkv] = layer.biases[LinearSlot::attention_out] = attention;
  layer.biases[LinearSlot::up] = layer.biases[LinearSlot::down] = feed_forward;
}

}  // namespace coldread
