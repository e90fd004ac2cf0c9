#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/attention.h"
#include "kernels/rope.h"
#include "machine/buffer.h"
#include "machine/team.h"
#include "model/config.h"
#include "model/kv_cache.h"
#include "model/model.h"
#include "model/weights.h"

namespace coldread {

/// One token of a batch on its way.
struct PassToken {
  TokenId id = 0;
  std::int64_t position = 0;
  std::uint32_t row = 0;     ///< of the batch
  std::int64_t hidden = -1;  ///< row of the caller's last states that keeps its own; -1: nobody asks
};

/// Pages that the tokens of a row lie in and that are not kept, after `held` positions before it.
std::int64_t ending_pages(const BatchRow& row, std::int64_t held);

/// Positions of one run that lie in one page.
struct PagePart {
  const kernels::AttentionRun* run = nullptr;
  std::int64_t row = 0;
  std::int64_t rows = 0;
};

/// Takes tokens from their embedding through all layers to the final norm, with room of its own: several passes may run
/// side by side over different sequences.
class LayerPass {
 public:
  /// All four must outlive it.
  LayerPass(const ModelConfig& config, const Weights& weights, const kernels::RopeTable& rope, const KvCache& cache);

  /// tokens: of some rows of the batch, a row's neighbours in ascending order; what comes before them in their
  /// sequences has passed already. Asked-for states go to their rows of hidden: [.., D]. Takes the tokens in slices.
  /// Starts the team.
  void run(const Batch& batch, std::span<const PassToken> tokens, float* hidden, kernels::Team& team);

 private:
  void prepare(const Batch& batch, std::span<const PassToken> tokens, kernels::Team& team);
  void find_runs(const Batch& batch, std::span<const PassToken> tokens);
  void find_parts();
  void find_asked(std::span<const PassToken> tokens);

  // By all threads of the team:
  void run_slice(std::span<const PassToken> tokens, float* hidden, kernels::Team& team);
  void embed(std::span<const PassToken> tokens, kernels::Team& team);
  /// Returns the rows that go on: in the last layer those whose states are asked for, which come to stand first.
  std::int64_t attention_block(std::int64_t rows, std::int64_t layer, kernels::Team& team);
  void keep_asked(std::int64_t rows, kernels::Team& team);
  void feed_forward_block(std::int64_t rows, std::int64_t layer, kernels::Team& team);
  void store_keys_and_values(std::int64_t layer, kernels::Team& team);
  void copy_begun_page(const kernels::AttentionRun& run, std::int64_t layer, std::int64_t first_head,
                       std::int64_t heads);
  void store_keys_and_values(const kernels::AttentionRun& run, std::int64_t row, std::int64_t rows, std::int64_t layer,
                             std::int64_t first_head, std::int64_t heads);
  kernels::RowNorm row_norm(const Norm& norm) const;

  const ModelConfig& config_;
  const Weights& weights_;
  const kernels::RopeTable& rope_;
  const KvCache& cache_;

  // Room for one slice of tokens.
  kernels::FloatBuffer x_;         ///< [T, D] the residual stream
  kernels::FloatBuffer qkv_;       ///< [T, (H + 2K) S]
  kernels::FloatBuffer attended_;  ///< [T, H S]
  kernels::FloatBuffer inner_;     ///< [T, F]
  std::vector<kernels::AttentionRun> runs_;
  std::vector<std::int64_t> asked_;                ///< rows whose last states are asked for, ascending
  std::vector<kernels::AttentionRun> asked_runs_;  ///< of them
  std::vector<PagePart> parts_;                    ///< of all runs
  std::vector<kernels::KvPage> pages_;             ///< of each run
  std::vector<kernels::KvPage> begun_;             ///< of each run that ends: what its sequence holds of its first page
  kernels::FloatBuffer ending_;                    ///< one layer of the pages that are not kept
  bool single_ = false;                            ///< every run is one token
};

}  // namespace coldread
