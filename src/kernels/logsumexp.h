#pragma once

#include <cstdint>
#include <span>

#include "kernels/matmul.h"
#include "kernels/view.h"

namespace coldread::kernels {

/// A question about one row of logits, and its answer: ln p(n) = logit[n] - log_partition, in double precision.
struct LogitsQuery {
  std::span<const std::int32_t> targets = {};  ///< requested columns
  std::span<float> target_logits = {};         ///< as many
  float* logits = nullptr;                     ///< [V], filled where it is not null

  double log_partition = 0;  ///< ln sum_n exp(logit[n])
  float max = 0;             ///< the largest logit
  std::int32_t argmax = -1;  ///< its column, the lowest on ties
  bool finite = true;        ///< false: a logit is NaN or infinite, and the three above say nothing
};

/// What becomes of the sums before they are logits: bias, scale, then c tanh(logit / c).
struct LogitsRule {
  const float* bias = nullptr;  ///< laid out as the panels are; null: none
  float scale = 1;
  float cap = 0;  ///< c; 0: not capped
};

/// Answers one query for each row of x, with logits[t,n] = sum_k x[t,k] W[n,k] as matmul() computes them, changed by
/// the rule, without ever holding a [T, V] matrix.  x: [T, K], W: [V, K], not gated. Columns go in chunks of 256:
/// maximum m_c and sum s_c of exp(logit - m_c) over 16 lanes, float32; then, with m the largest m_c, sum_c s_c exp(m_c
/// - m) over chunks in ascending order in double precision. Starts the team. Source: Milakov & Gimelshein 2018.
void answer_logits(const ConstMatrixView& x, const PackedMatrix& w, std::span<LogitsQuery> queries, Team& team,
                   const LogitsRule& rule = {});

}  // namespace coldread::kernels
