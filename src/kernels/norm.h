#pragma once

#include "kernels/team.h"
#include "kernels/view.h"

namespace coldread::kernels {

/// y[t,i] = x[t,i] * (1 / sqrt(mean_i(x[t,i]^2) + eps)) * g[i]
/// x, y: [T, D], may be the same.  g: [D].  Sums: float32, 16 lanes (i mod 16) of fused multiply-adds in ascending
/// order, then pairwise.  Source: Zhang & Sennrich 2019 (RMSNorm).
void rms_norm(ConstMatrixView x, const float* gain, float eps, MatrixView y, Team& team);

/// y[t,i] = (x[t,i] - mean) * (1 / sqrt(mean_i((x[t,i] - mean)^2) + eps)) * g[i] + b[i], the last two fused.
/// x, y: [T, D], may be the same.  g, b: [D].  Sums as above, in two passes.  Source: Ba et al. 2016 (LayerNorm).
void layer_norm(ConstMatrixView x, const float* gain, const float* bias, float eps, MatrixView y, Team& team);

}  // namespace coldread::kernels
