#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "kernels/activation.h"
#include "kernels/norm.h"

namespace coldread {

/// What a decoder-only transformer of ours computes. Families differ in these values alone.
struct ModelConfig {
  std::string family;             ///< "gpt2", "llama"
  std::int64_t vocabulary = 0;    ///< V
  std::int64_t width = 0;         ///< D
  std::int64_t layers = 0;        ///< L
  std::int64_t heads = 0;         ///< H
  std::int64_t kv_heads = 0;      ///< K
  std::int64_t head_size = 0;     ///< S
  std::int64_t feed_forward = 0;  ///< F
  std::int64_t context = 0;       ///< positions

  kernels::NormKind norm = kernels::NormKind::layer;
  float norm_epsilon = 0;
  kernels::Activation activation = kernels::Activation::none;
  bool gated = false;  ///< the activation of one projection multiplies another (SwiGLU)

  bool scale_scores = true;            ///< by 1 / sqrt(S)
  bool scale_scores_by_layer = false;  ///< and by 1 / (layer + 1)
  /// Radians a position of each pair (i, i + S/2) of a query's or key's elements; empty: positions are embedded.
  std::vector<double> rope_frequencies;
  bool tied_head = false;  ///< the head is the token embedding
};

}  // namespace coldread
