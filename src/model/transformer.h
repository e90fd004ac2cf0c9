#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/attention.h"
#include "kernels/buffer.h"
#include "kernels/rope.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/model.h"
#include "model/weights.h"

namespace coldread {

/// The forward pass of a decoder-only transformer over flat rows of tokens.
class Transformer {
 public:
  Transformer(ModelConfig config, Weights weights, int threads);

  const ModelConfig& config() const { return config_; }
  KvCache& cache() { return cache_; }
  const KvCache& cache() const { return cache_; }
  std::size_t weight_bytes() const { return coldread::weight_bytes(weights_); }
  void forward(const Batch& batch, LogitsSink& sink);

 private:
  struct Token {
    TokenId id;
    std::int64_t position;
    std::uint32_t row;    ///< of the batch
    std::int64_t hidden;  ///< row of hidden_ that keeps its last state; -1: nobody asks
  };

  void run_slice(const Batch& batch, std::span<const Token> tokens);
  void embed(std::span<const Token> tokens);
  void find_runs(const Batch& batch, std::span<const Token> tokens);
  void attention_block(const Batch& batch, std::span<const Token> tokens, std::int64_t layer);
  void feed_forward_block(std::int64_t rows, std::int64_t layer);
  void store_keys_and_values(const Batch& batch, std::span<const Token> tokens, std::int64_t layer);
  /// probes: sorted by token; rows: of hidden_, one a probe.
  void answer(const Batch& batch, std::span<const std::uint32_t> probes, std::span<const std::int64_t> rows,
              LogitsSink& sink);
  void norm(kernels::ConstMatrixView x, const Norm& norm, kernels::MatrixView y) const;

  ModelConfig config_;
  Weights weights_;
  int threads_;
  KvCache cache_;
  kernels::RopeTable rope_;

  // Room for one slice of tokens.
  kernels::FloatBuffer x_;         ///< [T, D] the residual stream
  kernels::FloatBuffer normed_;    ///< [T, D]
  kernels::FloatBuffer qkv_;       ///< [T, (H + 2K) S]
  kernels::FloatBuffer attended_;  ///< [T, H S]
  kernels::FloatBuffer inner_;     ///< [T, F]
  std::vector<kernels::AttentionRun> runs_;
  std::vector<std::uint32_t> run_rows_;  ///< of the batch
  std::vector<const float*> tiles_;      ///< keys, then values, of each run

  kernels::FloatBuffer hidden_;  ///< [probed positions, D] after the final norm
  kernels::FloatBuffer logits_;  ///< [rows that ask for them, V]
};

}  // namespace coldread
