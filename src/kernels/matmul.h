#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/activation.h"
#include "kernels/next_read.h"
#include "kernels/norm.h"
#include "kernels/packed_matrix.h"
#include "kernels/view.h"
#include "machine/team.h"

namespace coldread::kernels {

/// What happens to a sum before it is stored, in this order.
struct Epilogue {
  const float* bias = nullptr;  ///< one a panel column, panels() * 32, laid out as the panels are; null: none
  Activation activation = Activation::none;
  ActivationParameters parameters = {};  ///< of the activation
  bool accumulate = false;               ///< add to what y holds (a residual stream) instead of replacing it
};

/// y[t,n] (+)= f(sum_k x[t,k] W[n,k] + b[n]);  gated: y[t,n] (+)= f(sum_k x[t,k] W[n,k] + b[n]) * (sum_k x[t,k] U[n,k]
/// + c[n]).  x: [T, K], y: [T, N], no aliasing; with a norm, its row of x is taken. The bits of a sum depend on its row
/// of x and its weights alone, not on T, N, threads or instruction set. By the type of the weights a sum is
///   fp32 and what becomes it  one chain of fused multiply-adds from zero over k in ascending order: the bits of the
///               naive loop with std::fma (x is not rounded);
///   int8        over groups of k in ascending order (int8_groups): q = round(x / s) to nearest even with
///               s = max |x| / 127 of the row's group; the dot of a group is an exact integer d, then
///               sum = fma(float(d) * scale[n] of the group, s, sum);
///   bf16_dots   over 32 values of k at a time, in ascending order: x and W rounded to bfloat16; one chain of fused
///               multiply-adds from zero over the even k and one over the odd, whose sum is added to the sum before.
///               What is below the smallest normal number, of these and of the epilogue, is zero. (The order of
///               `tdpbf16ps`, Intel's instruction set reference.)
/// Source: the outer-product form of Goto & van de Geijn 2008, without a packing of x.
///
/// then: what the calling thread reads next; prefetched meanwhile; for many rows in int8 alone.
void matmul(const ConstMatrixView& x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, Team& team,
            const RowNorm* norm = nullptr, const NextRead& then = {});

/// What the calling thread of a team reads first of w in a product of n rows.
NextRead first_read(const PackedMatrix& w, std::int64_t rows, const Team& team);

/// Floats of workspace that matmul() of n rows takes in a team of this size, with a norm or without.
std::int64_t matmul_workspace(std::int64_t rows, const PackedMatrix& w, int threads, bool normed = false);

}  // namespace coldread::kernels
