#pragma once

#include <cstdint>

#include "kernels/generic/lanes.h"
#include "kernels/generic/math.inl"
#include "kernels/generic/prefetch.inl"
#include "kernels/generic/tile.inl"
#include "kernels/key_layout.h"
#include "kernels/table.h"

// Attention over tiles of 64 keys at absolute positions, with the online softmax of Milakov & Gimelshein 2018.
namespace coldread::kernels {
namespace {

/// The running state of each query vector: out[v] = sum p_j V_j / sum, with p_j = exp(s_j - max).
struct AttentionState {
  float* q;       ///< [48][stride], scaled
  float* out;     ///< [48][stride]
  float* scores;  ///< [48][64]
  float* max;     ///< [48]
  float* sum;     ///< [48]
};

/// What some query vectors, from `vector` on, see of a tile's keys: the r-th first(r) to ends[r] - 1. Neither falls as
/// r rises. Task: an AttentionTask, maybe with another rule.
template <typename Task>
struct SeenKeys {
  const Task& task;
  std::int64_t tile_start;  ///< position of its first key
  std::int64_t vector;
  std::int64_t rows;
  std::int64_t ends[kTileRows];

  SeenKeys(const Task& of_task, std::int64_t start, std::int64_t first_vector, std::int64_t count)
      : task(of_task), tile_start(start), vector(first_vector), rows(count) {
    for (std::int64_t r = 0; r < rows; ++r) {
      const std::int64_t end = task.visible.end(position(r)) - tile_start;
      ends[r] = end < 0 ? 0 : end > kTileKeys ? kTileKeys : end;
    }
  }
  [[gnu::always_inline]] std::int64_t position(std::int64_t r) const {
    return task.first_position + (vector + r) / task.group;
  }
  [[gnu::always_inline]] std::int64_t first(std::int64_t r) const {
    const std::int64_t first = task.visible.first(position(r));
    if (first <= tile_start) return 0;
    return first - tile_start < kTileKeys ? first - tile_start : kTileKeys;
  }
  [[gnu::always_inline]] bool nothing(std::int64_t r) const { return ends[r] <= first(r); }
  [[gnu::always_inline]] bool nothing() const { return ends[rows - 1] == 0 || first(0) == kTileKeys; }
  /// Keys that all see: from common_first() on, this many.
  [[gnu::always_inline]] std::int64_t common_first() const { return first(rows - 1); }
  [[gnu::always_inline]] std::int64_t common() const { return ends[0] > common_first() ? ends[0] - common_first() : 0; }
};

/// What one query head adds to a tile's scores, and how it caps them: see ScoreRule.
struct TileRule {
  float cap;
  float slope;
  std::int64_t distance;  ///< from the query to the tile's first key
  const float* key_bias;  ///< of the tile's keys; null: none
};

inline void bend(float* scores, const TileRule& rule) {
  alignas(64) float counting[16];
  for (int i = 0; i < 16; ++i) counting[i] = static_cast<float>(rule.distance + i);
  Lanes distance = load(counting);
  for (std::int64_t j = 0; j < kTileKeys; j += 16) {
    Lanes s = load(scores + j);
    if (rule.cap != 0) s = capped(s, rule.cap);
    s = fma(splat(rule.slope), distance, s);
    if (rule.key_bias != nullptr) s = add(s, load(rule.key_bias + j));
    store(scores + j, s);
    distance = add(distance, splat(16.0F));
  }
}

/// From q . k to what the softmax takes, in place, of one vector and a tile: the one place where a task's rule changes
/// scores. What the vector does not see is minus infinity, of which the exponential is zero.
template <typename Task>
[[gnu::always_inline]] inline void apply_rule(float* scores, const SeenKeys<Task>& seen, std::int64_t r) {
  const ScoreRule& rule = seen.task.rule;
  if (rule.bends()) {
    const std::int64_t head = (seen.vector + r) % seen.task.group;
    bend(scores, {.cap = rule.cap,
                  .slope = rule.slopes == nullptr ? 0 : rule.slopes[head],
                  .distance = seen.tile_start - seen.position(r),
                  .key_bias = rule.key_bias == nullptr ? nullptr
                                                       : rule.key_bias + head * rule.key_bias_stride + seen.tile_start});
  }
  const std::int64_t first = seen.first(r);
  const std::int64_t end = seen.ends[r];
  for (std::int64_t j = 0; j < first; ++j) scores[j] = -__builtin_inff();
  for (std::int64_t j = end; j < kTileKeys; ++j) scores[j] = -__builtin_inff();
}

/// Scores of some vectors become weights exp(s - max); max, sum and out move on to the new maximum.
template <typename Task>
[[gnu::always_inline]] inline void take_scores(const AttentionState& state, const SeenKeys<Task>& seen,
                                               std::int64_t stride) {
  const std::int64_t first = seen.vector;
  const std::int64_t rows = seen.rows;
  alignas(64) float factors[16] = {};
  float* max_of = state.max + first;
  for (std::int64_t r = 0; r < rows; ++r) {
    float* s = state.scores + (first + r) * kTileKeys;
    apply_rule(s, seen, r);
    const float top = largest(max(max(load(s), load(s + 16)), max(load(s + 32), load(s + 48))));
    const float now = !seen.nothing(r) && top > max_of[r] ? top : max_of[r];
    factors[r] = max_of[r] == now ? 0.0F : max_of[r] - now;
    max_of[r] = now;
  }
  store(factors, exp(load(factors)));
  for (std::int64_t r = 0; r < rows; ++r) {
    if (seen.nothing(r)) continue;
    const std::int64_t v = first + r;
    float* s = state.scores + v * kTileKeys;
    Lanes parts[4];
    for (int i = 0; i < 4; ++i) {
      parts[i] = exp(sub(load(s + 16 * i), splat(max_of[r])));
      store(s + 16 * i, parts[i]);
    }
    const float tile_sum = sum(add(add(parts[0], parts[1]), add(parts[2], parts[3])));
    state.sum[v] = __builtin_fmaf(state.sum[v], factors[r], tile_sum);
    if (factors[r] == 1.0F) continue;
    for (std::int64_t d = 0; d < stride; d += 16) {
      store(state.out + v * stride + d, mul(load(state.out + v * stride + d), splat(factors[r])));
    }
  }
}

void pack_keys_of(const float* keys, std::int64_t stride, std::int64_t count, std::int64_t size, float* block) {
  for (std::int64_t d = 0; d < size; d += 16) {
    const std::int64_t columns = size - d < 16 ? size - d : 16;
    Lanes lanes[16];
    for (std::int64_t i = 0; i < 16; ++i) {
      const float* from = keys + i * stride + d;
      lanes[i] = i >= count ? splat(0.0F) : columns == 16 ? load(from) : load_part(from, columns, 0);
    }
    transpose(lanes);
    for (std::int64_t i = 0; i < columns; ++i) store(block + (d + i) * 16, lanes[i]);
  }
}

/// Keys or values of n positions of a tile.
inline NextRead part_of_tile(const float* tile, std::int64_t positions, std::int64_t stride) {
  return {reinterpret_cast<const std::byte*>(tile), 4 * positions * stride};
}

/// A tile of keys as far as some query vectors see it.
struct TileKeys {
  const float* packed;
  std::int64_t packed_vectors;
  const float* rest;  ///< the block that is not full, packed for this; null: it is not seen
};

/// scores = q * keys for `rows` vectors from the first one on.
inline void score(const AttentionState& state, std::int64_t first, std::int64_t rows, std::int64_t stride,
                  std::int64_t head_size, const TileKeys& keys, Prefetcher& prefetcher) {
  TileOperands operands{.a = state.q + first * stride,
                        .a_stride = stride,
                        .b = keys.packed,
                        .b_stride = kBlockKeys * head_size,
                        .k = head_size,
                        .c = state.scores + first * kTileKeys,
                        .c_stride = kTileKeys,
                        .fresh = true};
  tiles<Keys>(rows, keys.packed_vectors, operands, prefetcher);
  if (keys.rest == nullptr) return;
  operands.b = keys.rest;
  operands.c += keys.packed_vectors * 16;
  tiles<Keys>(rows, 1, operands, prefetcher);
}

/// out[v] goes on over keys in ascending order: as one tile over the keys that all rows see, row by row before and
/// after them, so that no key which a row does not see is ever multiplied.
template <typename Task>
void add_values(const AttentionState& state, const SeenKeys<Task>& seen, const float* values, std::int64_t stride,
                Prefetcher& prefetcher) {
  const float* scores = state.scores + seen.vector * kTileKeys;
  float* out = state.out + seen.vector * stride;
  const std::int64_t common_first = seen.common_first();
  const std::int64_t common_end = common_first + seen.common();
  const auto add_to_row = [&](std::int64_t r, std::int64_t first, std::int64_t end) {
    tiles<Values>(1, stride / 16,
                  {.a = scores + r * kTileKeys + first,
                   .a_stride = kTileKeys,
                   .b = values + first * stride,
                   .b_stride = stride,
                   .k = end - first,
                   .c = out + r * stride,
                   .c_stride = stride,
                   .fresh = false});
  };
  for (std::int64_t r = 0; r < seen.rows; ++r) {
    const std::int64_t end = seen.ends[r] < common_first ? seen.ends[r] : common_first;
    if (seen.first(r) < end) add_to_row(r, seen.first(r), end);
  }
  tiles<Values>(seen.rows, stride / 16,
                {.a = scores + common_first,
                 .a_stride = kTileKeys,
                 .b = values + common_first * stride,
                 .b_stride = stride,
                 .k = seen.common(),
                 .c = out,
                 .c_stride = stride,
                 .fresh = false},
                prefetcher);
  for (std::int64_t r = 0; r < seen.rows; ++r) {
    if (seen.ends[r] > common_end) add_to_row(r, common_end, seen.ends[r]);
  }
}

template <typename Task>
void attention_of(const Task& task) {
  const std::int64_t stride = value_stride(task.head_size);
  const std::int64_t vectors = task.positions * task.group;
  AttentionState state;
  state.q = task.scratch;
  state.out = state.q + kAttentionVectors * stride;
  state.scores = state.out + kAttentionVectors * stride;
  state.max = state.scores + kAttentionVectors * kTileKeys;
  state.sum = state.max + kAttentionVectors;
  float* last_block = state.sum + kAttentionVectors;
  for (std::int64_t v = 0; v < vectors; ++v) {
    const float* q = task.q + v / task.group * task.q_stride + v % task.group * task.head_size;
    for (std::int64_t d = 0; d < task.head_size; ++d) state.q[v * stride + d] = q[d] * task.scale;
    for (std::int64_t d = 0; d < stride; ++d) state.out[v * stride + d] = 0;
    state.max[v] = task.rule.sinks == nullptr ? -__builtin_inff() : task.rule.sinks[v % task.group];
    state.sum[v] = task.rule.sinks == nullptr ? 0.0F : 1.0F;
  }

  const std::int64_t before = first_tile(task.visible, task.first_position);
  const std::int64_t end = task.visible.end(task.first_position + task.positions - 1);
  for (std::int64_t t = before; t * kTileKeys < end; ++t) {
    const float* keys = task.keys[t - before];
    const std::int64_t left = end - t * kTileKeys;  // seen of this tile and those after it
    const std::int64_t held = task.held - t * kTileKeys < kTileKeys ? task.held - t * kTileKeys : kTileKeys;
    const std::int64_t full_blocks = held / kBlockKeys;
    if (left > kBlockKeys * full_blocks) {
      pack_keys_of(keys + kBlockKeys * full_blocks * task.head_size, task.head_size, held % kBlockKeys, task.head_size,
                   last_block);
    }
    for (std::int64_t first = 0; first < vectors; first += kTileRows) {
      const std::int64_t rows = vectors - first < kTileRows ? vectors - first : kTileRows;
      const SeenKeys<Task> seen(task, t * kTileKeys, first, rows);
      if (seen.nothing()) continue;
      const std::int64_t blocks = (seen.ends[rows - 1] + kBlockKeys - 1) / kBlockKeys;
      const TileKeys of_tile{.packed = keys,
                             .packed_vectors = blocks < full_blocks ? blocks : full_blocks,
                             .rest = blocks > full_blocks ? last_block : nullptr};
      Prefetcher to_values;
      Prefetcher to_keys;
      if (vectors <= kTileRows) {  // else keys and values are read often enough to be there
        const std::int64_t passes = tile_passes(rows, of_tile.packed_vectors) + (of_tile.rest == nullptr ? 0 : 1);
        to_values = Prefetcher(part_of_tile(task.values[t - before], seen.ends[rows - 1], stride),
                               passes * ((task.head_size + 3) / 4));
        const std::int64_t after = left - kTileKeys;
        const NextRead next =
            after > 0 ? part_of_tile(task.keys[t + 1 - before], after < kTileKeys ? after : kTileKeys, task.head_size)
                      : task.next;
        to_keys = Prefetcher(next, tile_passes(rows, stride / 16) * ((seen.common() + 3) / 4));
      }
      score(state, first, rows, stride, task.head_size, of_tile, to_values);
      take_scores(state, seen, stride);
      add_values(state, seen, task.values[t - before], stride, to_keys);
    }
  }

  for (std::int64_t v = 0; v < vectors; ++v) {
    float* out = task.out + v / task.group * task.out_stride + v % task.group * task.head_size;
    const Lanes total = splat(state.sum[v]);
    for (std::int64_t d = 0; d < task.head_size; d += 16) {
      const Lanes value = div(load(state.out + v * stride + d), total);
      if (d + 16 <= task.head_size) {
        store(out + d, value);
      } else {
        store_part(out + d, value, task.head_size - d);
      }
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
