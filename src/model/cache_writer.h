#pragma once

#include <cstdint>

#include "kernels/attention.h"
#include "kernels/view.h"
#include "machine/team.h"
#include "model/batch_layout.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/rotary_tables.h"
#include "model/weights.h"

namespace coldread {

/// Norms a layer's queries and keys, gives them their positions, and stores its keys and values in the pages that
/// attention reads. qkv: [T, (H + 2K) S], a row for each token of the layout; queries and keys are changed in place.
class CacheWriter {
 public:
  /// All four must outlive it.
  CacheWriter(const ModelConfig& config, const Weights& weights, const RotaryTables& rotary, const KvCache& cache)
      : config_(config), weights_(weights), rotary_(rotary), cache_(cache) {}

  /// What changes the projections as a whole, before their heads are stored. By all threads of the team.
  void take_projections(std::int64_t layer, kernels::MatrixView qkv, Team& team) const;

  /// Of all runs. By all threads of the team.
  void store(const BatchLayout& layout, std::int64_t layer, kernels::MatrixView qkv, Team& team) const;

  /// One key/value head, and the query heads that share it, of a run of one token. By one thread.
  void store_head(const BatchLayout& layout, const kernels::AttentionRun& run, std::int64_t layer, std::int64_t kv_head,
                  kernels::MatrixView qkv) const;

 private:
  /// Consecutive key/value heads of one layer.
  struct Heads {
    std::int64_t layer = 0;
    std::int64_t first = 0;
    std::int64_t count = 0;
  };

  const AttentionConfig& attention(const Heads& heads) const {
    return config_.layers[static_cast<std::size_t>(heads.layer)].attention;
  }
  void copy_begun_page(const BatchLayout& layout, const kernels::AttentionRun& run, const Heads& heads) const;
  void norm_heads(const Heads& heads, kernels::MatrixView rows) const;
  void norm_and_turn(const Heads& heads, kernels::MatrixView rows, std::int64_t position,
                     std::int64_t rotary_length) const;
  void turn(const Heads& heads, kernels::MatrixView rows, std::int64_t position, std::int64_t rotary_length) const;
  void store_part(const BatchLayout& layout, const PagePart& part, const Heads& heads, kernels::MatrixView qkv) const;

  const ModelConfig& config_;
  const Weights& weights_;
  const RotaryTables& rotary_;
  const KvCache& cache_;
};

}  // namespace coldread
