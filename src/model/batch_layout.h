#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/attention.h"
#include "machine/buffer.h"
#include "model/batch.h"
#include "model/kv_cache.h"
#include "model/pass_token.h"

namespace coldread {

/// Pages that the tokens of a row lie in and that are not kept, after `held` positions before it.
std::int64_t transient_pages(const BatchRow& row, std::int64_t held);

/// Positions of one run that lie in one page.
struct PagePart {
  const kernels::AttentionRun* run = nullptr;
  std::int64_t row = 0;
  std::int64_t rows = 0;
};

/// How the tokens of one slice lie in sequences and pages, and which of their last states are requested. Rows are
/// numbered as the slice's tokens. Holds the pages that nobody keeps: one layer of them, which all layers share.
class BatchLayout {
 public:
  /// cache must outlive it.
  explicit BatchLayout(const KvCache& cache) : cache_(cache) {}

  /// tokens: of some rows of the batch, a row's neighbours in ascending order. What it held before is gone.
  void arrange(const Batch& batch, std::span<const PassToken> tokens);

  std::span<const kernels::AttentionRun> runs() const { return runs_; }
  /// Of all runs, in their order.
  std::span<const PagePart> parts() const { return parts_; }
  /// Rows whose last states are requested, ascending.
  std::span<const std::int64_t> requested() const { return requested_; }
  std::span<const kernels::AttentionRun> requested_runs() const { return requested_runs_; }
  /// What the sequence of a run that ends holds of the run's first page; no data where there is nothing of it.
  const kernels::KvPage& begun(const kernels::AttentionRun& run) const {
    return begun_[static_cast<std::size_t>(&run - runs_.data())];
  }
  /// BatchRow::rotary_length of a run.
  std::int64_t rotary_length(const kernels::AttentionRun& run) const {
    return rotary_lengths_[static_cast<std::size_t>(&run - runs_.data())];
  }
  /// Every run is one token.
  bool single() const { return single_; }

 private:
  void find_runs(const Batch& batch, std::span<const PassToken> tokens);
  void place_pages(std::int64_t transient);
  void find_parts();
  void find_requested(std::span<const PassToken> tokens);

  const KvCache& cache_;
  std::vector<kernels::AttentionRun> runs_;
  std::vector<PagePart> parts_;
  std::vector<kernels::KvPage> pages_;        ///< of each run
  std::vector<kernels::KvPage> begun_;        ///< one a run
  std::vector<std::int64_t> rotary_lengths_;  ///< one a run
  FloatBuffer transient_;                     ///< the pages that are not kept
  std::vector<std::int64_t> requested_;
  std::vector<kernels::AttentionRun> requested_runs_;
  bool single_ = false;
};

}  // namespace coldread
