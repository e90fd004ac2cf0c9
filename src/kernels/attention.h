#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "kernels/next_read.h"
#include "kernels/tuning.h"
#include "kernels/view.h"
#include "kernels/visible_keys.h"
#include "machine/team.h"

namespace coldread::kernels {

/// Keys and values of 64 absolute positions: of layer l from data + l * layer_stride on.
struct KvPage {
  float* data = nullptr;
  std::int64_t layer_stride = 0;  ///< 0: the layers take turns in the same memory
};

/// Consecutive positions of one sequence, whose keys and values lie in pages.
struct AttentionRun {
  std::int64_t row = 0;  ///< of q and out: the first position's
  std::int64_t positions = 0;
  std::int64_t first_position = 0;
  std::int64_t held = 0;          ///< positions in the pages: these, those before them, and maybe some after
  const KvPage* pages = nullptr;  ///< from position 0 on
};

/// Query heads of one key/value head that are taken at once.
constexpr std::int64_t kMostHeadsAtOnce = kAttentionVectors;

struct AttentionShape {
  std::int64_t heads = 0;      ///< H
  std::int64_t kv_heads = 0;   ///< K; query heads h*H/K to (h+1)*H/K - 1 share key/value head h
  std::int64_t head_size = 0;  ///< S
  float scale = 1;
  VisibleKeys visible = {};
  ScoreRule rule = {};  ///< slopes, sinks, rows of key_bias: [H]
  /// Of the pages: first its keys, [K] tiles (key_layout.h), then its values, [K][64][value_stride(S)].
  std::int64_t layer = 0;
};

/// out[t,h] = sum_j p_j V[j] / sum_j p_j,  p_j = exp(s_j - max s),  s_j = (scale * q[t,h]) . K[j],
/// over the keys j that shape.visible shows the position of t; s_j, max and the sum of p_j as shape.rule has them.
/// q, out: [T, H*S] (out may not alias q).  Keys are taken in tiles of 64 absolute positions in ascending order with a
/// running maximum, so a row's bits depend on its own position and the keys that it sees alone. Chains: s over the
/// head's elements, out over positions, both ascending and fused; sums of p over 16 lanes a tile. Source: Milakov &
/// Gimelshein 2018 (online softmax), Dao et al. 2022 (FlashAttention), Ainslie et al. 2023 (GQA).
///
/// before: where not empty, called right before a run meets a key/value head, by the thread that takes the two; for
/// runs of one position, and at most kMostHeadsAtOnce query heads a key/value head.
/// then: what the calling thread reads next; prefetched where there are few query vectors.
void attention(const ConstMatrixView& q, std::span<const AttentionRun> runs, const AttentionShape& shape,
               MatrixView out, Team& team,
               const std::function<void(const AttentionRun& run, std::int64_t kv_head)>& before = {},
               const NextRead& then = {});

/// The first that the calling thread of a team reads of the keys: of the first visible tile.
NextRead first_read(std::span<const AttentionRun> runs, const AttentionShape& shape, const Team& team);

}  // namespace coldread::kernels
