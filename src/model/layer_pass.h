#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

#include "kernels/next_read.h"
#include "kernels/view.h"
#include "machine/buffer.h"
#include "machine/team.h"
#include "model/batch.h"
#include "model/batch_layout.h"
#include "model/cache_writer.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/layer.h"
#include "model/layer_shape.h"
#include "model/pass_token.h"
#include "model/rotary_tables.h"
#include "model/weights.h"

namespace coldread {

/// Takes tokens from their embedding through all layers to the final norm, with buffers of its own: several passes may
/// run side by side over different sequences. With x the residual stream, and the norms that it has, a layer is
///   x = norm(x + r norm(W_out attention(W_qkv norm(x))));  x = norm(x + r norm(W_down act(W_up norm(x)))).
class LayerPass {
 public:
  /// All four must outlive it.
  LayerPass(const ModelConfig& config, const Weights& weights, const RotaryTables& rotary, const KvCache& cache);

  /// tokens: of some rows of the batch, a row's neighbours in ascending order; what comes before them in their
  /// sequences has passed already. Requested states go to their rows of hidden: [.., D]. Takes the tokens in slices.
  /// Starts the team.
  void run(const Batch& batch, std::span<const PassToken> tokens, float* hidden, Team& team);

 private:
  void prepare(const Batch& batch, std::span<const PassToken> tokens, Team& team);

  // By all threads of the team:
  void run_slice(std::span<const PassToken> tokens, float* hidden, Team& team);
  void embed(std::span<const PassToken> tokens, Team& team);
  /// Returns the rows that go on: in the last layer those whose states are requested, which come to stand first.
  std::int64_t attend(std::int64_t rows, std::size_t layer, Team& team);
  void keep_requested(std::int64_t rows, std::int64_t queries, Team& team);
  void expand(std::int64_t rows, std::size_t layer, Team& team);
  void add_attention(std::int64_t rows, std::size_t layer, Team& team);
  void add_feed_forward(std::int64_t rows, std::size_t layer, Team& team);

  /// What a block adds to the residual stream, x = norm(x + r norm(W y + b)).
  struct Branch {
    const Layer& layer;
    const Linear& w;
    kernels::MatrixView y;
    std::optional<kernels::RowNorm> branch_norm;
    std::optional<kernels::RowNorm> sum_norm;
  };
  void add_branch(const Branch& branch, Team& team, const kernels::NextRead& then);
  void final_norm(std::span<const PassToken> tokens, std::int64_t rows, float* hidden, Team& team);

  const ModelConfig& config_;
  const Weights& weights_;
  CacheWriter writer_;
  PassRow row_;  ///< floats of a token in each buffer

  // Of one slice of T tokens:
  BatchLayout layout_;
  FloatBuffer x_;         ///< [T, D] the residual stream
  FloatBuffer qkv_;       ///< [T, (H + 2K) S]
  FloatBuffer attended_;  ///< [T, H S]
  FloatBuffer inner_;     ///< [T, F]
  FloatBuffer branch_;    ///< [T, D] or [T, E]: see PassRow
};

}  // namespace coldread
