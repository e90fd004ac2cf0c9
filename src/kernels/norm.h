#pragma once

#include <cstdint>

namespace coldread::kernels {

enum class NormKind { layer, rms };

/// What becomes of a row x: [D].
///   rms    y[i] = x[i] * (1 / sqrt(mean_i(x[i]^2) + eps)) * g[i].  Source: Zhang & Sennrich 2019 (RMSNorm).
///   layer  y[i] = (x[i] - mean) * (1 / sqrt(mean_i((x[i] - mean)^2) + eps)) * g[i] + b[i], the last two fused. Source:
///          Ba et al. 2016 (LayerNorm).
/// Sums: float32, 16 lanes (i mod 16) of fused multiply-adds in ascending order, then pairwise; of the second in two
/// passes.
struct RowNorm {
  NormKind kind = NormKind::layer;
  const float* gain = nullptr;  ///< g: [D]
  const float* bias = nullptr;  ///< b: [D]; of `layer` alone
  float eps = 0;

  /// y: [D], may be x.
  void apply(const float* x, std::int64_t size, float* y) const;
};

}  // namespace coldread::kernels
