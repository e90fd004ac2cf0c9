#pragma once

#include <cstdint>

#include "kernels/packed_matrix.h"
#include "kernels/table.h"
#include "kernels/view.h"

namespace coldread::kernels {

/// Rows of x in the form that weights of one type are multiplied with: as they are, or quantised, once for all panels.
/// Held by the thread that made them, until it makes others.
class MatmulRows {
 public:
  MatmulRows(ConstMatrixView x, const PackedMatrix& w, int threads);

  /// Floats of scratch that multiply() takes for this many rows and panels.
  std::int64_t scratch_size(std::int64_t rows, std::int64_t panels) const;
  /// Some rows times some panels. scratch: on a 64-byte boundary.
  void multiply(std::int64_t row, std::int64_t rows, std::int64_t panel, std::int64_t panels, const PanelOutput& out,
                float* scratch) const;

 private:
  ConstMatrixView x_;
  const PackedMatrix& w_;
  QuantizedRows quantized_;
};

}  // namespace coldread::kernels
