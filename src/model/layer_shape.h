#pragma once

#include <array>
#include <cstdint>

#include "model/config.h"
#include "model/kv_shape.h"

namespace coldread {

/// W of y = W x + b.
struct LinearShape {
  /// Rows of the parts that stand one below the other, in our order, as many as are not 0; a file may hold each as a
  /// tensor of its own. Gated: of the two matrices side by side, which have one shape.
  std::array<std::int64_t, 3> parts{};
  std::int64_t inputs = 0;
  bool gated = false;

  std::int64_t rows() const { return parts[0] + parts[1] + parts[2]; }
  /// Elements of y.
  std::int64_t outputs() const { return gated ? parts[0] : rows(); }
  std::int64_t weights() const { return rows() * inputs; }
};

LinearShape linear_shape(const ModelConfig& config, const LayerConfig& layer, LinearSlot slot);
LinearShape head_shape(const ModelConfig& config);
/// Elements of a token's embedding: E.
std::int64_t embedding_width(const ModelConfig& config);
/// Elements of a norm's gain.
std::int64_t norm_size(const ModelConfig& config, const LayerConfig& layer, NormSlot slot);

/// What the cache holds; all layers hold the same.
KvShape kv_shape(const ModelConfig& config);

/// Floats that one token takes of the buffers of a pass: of each, a row as long as the widest layer needs it.
struct PassRow {
  std::int64_t residual = 0;
  std::int64_t normed = 0;  ///< of the residual stream, in the room of the team
  std::int64_t qkv = 0;
  std::int64_t attended = 0;
  std::int64_t inner = 0;
  std::int64_t branch = 0;  ///< what waits to be normed, scaled or projected before it is in the residual stream

  std::int64_t floats() const { return residual + normed + qkv + attended + inner + branch; }
};

PassRow pass_row(const ModelConfig& config);

}  // namespace coldread
