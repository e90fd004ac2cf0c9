#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"
#include "kernels/buffer.h"
#include "kernels/view.h"

namespace coldread::kernels {

/// Weights W: [N, K] (N outputs) in panels of 32 outputs: panel p is [K][32], outputs 32p to 32p+31, zero beyond N.
/// A gated matrix holds two weights W and U of one shape: panel p holds outputs 16p to 16p+15 of W, then the same of U.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(std::int64_t outputs, std::int64_t inputs, bool gated = false);

  std::int64_t outputs() const { return outputs_; }
  std::int64_t inputs() const { return inputs_; }
  bool gated() const { return gated_; }
  /// Outputs of one panel: 32, or 16 where gated.
  std::int64_t panel_outputs() const { return gated_ ? 16 : 32; }
  std::int64_t panels() const { return (outputs_ + panel_outputs() - 1) / panel_outputs(); }
  std::size_t bytes() const { return static_cast<std::size_t>(data_.size()) * sizeof(float); }
  float* panel(std::int64_t p) { return data_.data() + p * inputs_ * 32; }
  const float* panel(std::int64_t p) const { return data_.data() + p * inputs_ * 32; }

  /// Sets columns `first` to first+count-1 of a panel. rows: [count][K], one row of weights each.
  void set_columns(std::int64_t panel, std::int64_t first, std::int64_t count, const float* rows);

 private:
  std::int64_t outputs_ = 0;
  std::int64_t inputs_ = 0;
  bool gated_ = false;
  FloatBuffer data_;
};

/// What happens to a sum before it is stored, in this order.
struct Epilogue {
  const float* bias = nullptr;  ///< one a panel column, panels() * 32, laid out as the panels are; null: none
  Activation activation = Activation::none;
  bool accumulate = false;  ///< add to what y holds (a residual stream) instead of replacing it
};

/// y[t,n] (+)= f(sum_k x[t,k] W[n,k] + b[n]);  gated: y[t,n] (+)= f(sum_k x[t,k] W[n,k] + b[n]) * (sum_k x[t,k] U[n,k]
/// + c[n]).  x: [T, K], y: [T, N], no aliasing. Each sum is one chain of fused multiply-adds from zero over k in
/// ascending order: the bits of the naive loop with std::fma, whatever T, N, threads and instruction set. Tile 12 x 32
/// (AVX-512), 6 x 16 (AVX2). Source: the outer-product form of Goto & van de Geijn 2008, without a packing of x:
/// reading rows in place measured 171 of 179 GFLOP/s at T = 504, K = 576, N = 960, against 160 with packed rows.
void matmul(ConstMatrixView x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, int threads);

}  // namespace coldread::kernels
