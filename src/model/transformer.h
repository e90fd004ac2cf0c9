#pragma once

#include <algorithm>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "machine/buffer.h"
#include "model/batch.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/layer_pass.h"
#include "model/pass_token.h"
#include "model/rotary_tables.h"
#include "model/weights.h"

namespace coldread {

/// Rows of logits kept at once for sinks that want them whole: as many floats, or one row.
inline constexpr std::int64_t kLogitsFloats = 1 << 22;

/// The forward pass of a decoder-only transformer over flat rows of tokens.
class Transformer {
 public:
  Transformer(ModelConfig config, Weights weights, int threads);
  Transformer(const Transformer&) = delete;
  Transformer& operator=(const Transformer&) = delete;

  const ModelConfig& config() const { return config_; }
  KvCache& cache() { return cache_; }
  const KvCache& cache() const { return cache_; }
  std::size_t weight_bytes() const { return coldread::weight_bytes(weights_); }
  int weight_copies() const { return std::max(1, static_cast<int>(weights_.nodes.size())); }
  std::span<const std::string> warnings() const { return weights_.warnings; }
  void forward(const Batch& batch, LogitsSink& sink);

 private:
  void run_layers(const Batch& batch, std::span<const PassToken> tokens);
  /// Of the first rows of hidden_, where the head is not as wide as the layers.
  void project_out(std::int64_t rows);
  /// probes: sorted by token; rows: of hidden_, one a probe.
  void answer(const Batch& batch, std::span<const std::uint32_t> probes, std::span<const std::int64_t> rows,
              LogitsSink& sink);

  ModelConfig config_;
  Weights weights_;
  int threads_;
  KvCache cache_;
  RotaryTables rotary_;
  Team team_;                      ///< all threads, on one thing
  std::vector<LayerPass> passes_;  ///< one a thread
  std::vector<Team> alone_;        ///< the same: one thread each, on things of their own

  FloatBuffer hidden_;     ///< [probed positions, D] after the final norm
  FloatBuffer projected_;  ///< [probed positions, E], where E is not D
  FloatBuffer logits_;     ///< [rows that ask for them, V]
};

}  // namespace coldread
