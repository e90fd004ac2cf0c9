#pragma once

#include <cstdint>

#include "kernels/norm.h"
#include "kernels/packed_matrix.h"
#include "kernels/table.h"
#include "kernels/view.h"
#include "machine/team.h"

namespace coldread::kernels {

/// What one task keeps in the second-level cache, in bytes.
struct CacheBudget {
  std::int64_t weights;  ///< its panels, or a block of their k
  std::int64_t sums;     ///< between blocks
};
CacheBudget cache_budget();

/// Whether rows pass over all of a panel's k at once, instead of block by block.
constexpr bool whole_panels(WeightType type) {
  return type == WeightType::int8 || type == WeightType::bf16_dots;
}

/// Whether n rows pass panel by panel over all of k while the next panel is prefetched:
/// then memory is never idle. Many rows pass block by block of k over panels that stay in the cache.
bool panel_by_panel(std::int64_t rows, const PackedMatrix& w);

/// Rows of x in the form that weights of one type are multiplied with: normed if asked for, and rounded, once for all
/// panels. Held in the team's workspace until it makes others.
class MatmulRows {
 public:
  /// Made by all of the team: many rows together, few by each thread for itself, which takes less time than waiting for
  /// another. norm: of each row, or null.
  MatmulRows(const ConstMatrixView& x, const PackedMatrix& w, const RowNorm* norm, Team& team);

  /// Floats of the team's workspace that n rows take.
  static std::int64_t workspace(std::int64_t rows, const PackedMatrix& w, int threads, bool normed);
  /// The most of any number of rows up to this one, of which few may take more than many.
  static std::int64_t workspace_up_to(std::int64_t rows, const PackedMatrix& w, int threads, bool normed);

  /// Floats of scratch that multiply() takes for `panels` panels and up to `rows` rows.
  std::int64_t scratch_size(std::int64_t rows, std::int64_t panels) const;
  const std::byte* panel(std::int64_t panel) const { return panels_ + panel * w_.panel_bytes(); }
  NextRead read_of(std::int64_t panel) const { return {this->panel(panel), w_.panel_bytes()}; }
  /// Some rows times some panels. scratch: on a 64-byte boundary.
  void multiply(std::int64_t row, std::int64_t rows, std::int64_t panel, std::int64_t panels, const NextRead& next,
                const PanelOutput& out, float* scratch) const;

 private:
  void norm(const ConstMatrixView& x, const RowNorm& norm, Team& team);
  void quantize(const ConstMatrixView& x, const RowNorm* norm, Team& team);
  void round(const ConstMatrixView& x, const RowNorm* norm, Team& team);

  const float* x_;  ///< [T][K], rows x_stride_ apart
  std::int64_t x_stride_;
  const PackedMatrix& w_;
  const std::byte* panels_;  ///< the copy of the thread's node
  bool panel_by_panel_;
  QuantizedRows quantized_;
  const std::uint16_t* rounded_ = nullptr;  ///< [T][K rounded up to whole 32s], bfloat16, bf16_dots_row() apart
};

}  // namespace coldread::kernels
