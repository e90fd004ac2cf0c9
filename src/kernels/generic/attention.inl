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

/// Scores of some vectors become weights exp(s - max); max, sum and out move on to the new maximum. Vector r sees the
/// first limits[r] keys of the tile.
inline void take_scores(const AttentionState& state, std::int64_t first, std::int64_t rows, const std::int64_t* limits,
                        std::int64_t stride) {
  alignas(64) float factors[16] = {};
  float* max_of = state.max + first;
  for (std::int64_t r = 0; r < rows; ++r) {
    float* s = state.scores + (first + r) * kTileKeys;
    for (std::int64_t j = limits[r]; j < kTileKeys; ++j) s[j] = -__builtin_inff();
    const float top = largest(max(max(load(s), load(s + 16)), max(load(s + 32), load(s + 48))));
    const float now = limits[r] > 0 && top > max_of[r] ? top : max_of[r];
    factors[r] = max_of[r] == now ? 0.0F : max_of[r] - now;
    max_of[r] = now;
  }
  store(factors, exp(load(factors)));
  for (std::int64_t r = 0; r < rows; ++r) {
    if (limits[r] == 0) continue;
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

/// Keys or values of so many positions of a tile.
inline NextRead part_of_tile(const float* tile, std::int64_t positions, std::int64_t stride) {
  return {reinterpret_cast<const std::byte*>(tile), 4 * positions * stride};
}

/// What some query vectors see of a tile of keys.
struct SeenKeys {
  const float* packed;
  std::int64_t packed_vectors;
  const float* rest;  ///< the block that is not full, packed for this; null: it is not seen
};

/// scores = q * keys for `rows` vectors from the first one on.
inline void score(const AttentionState& state, std::int64_t first, std::int64_t rows, std::int64_t stride,
                  std::int64_t head_size, const SeenKeys& seen, Ahead& ahead) {
  TileOperands operands{.a = state.q + first * stride,
                        .a_stride = stride,
                        .b = seen.packed,
                        .b_stride = kBlockKeys * head_size,
                        .k = head_size,
                        .c = state.scores + first * kTileKeys,
                        .c_stride = kTileKeys,
                        .fresh = true};
  tiles<Keys>(rows, seen.packed_vectors, operands, ahead);
  if (seen.rest == nullptr) return;
  operands.b = seen.rest;
  operands.c += seen.packed_vectors * 16;
  tiles<Keys>(rows, 1, operands, ahead);
}

/// out[v] goes on over keys in ascending order: as one tile up to the keys that all rows see, then row by row, so that
/// no key beyond a row's own position is ever multiplied.
void add_values(const AttentionState& state, std::int64_t first, std::int64_t rows, const std::int64_t* limits,
                const float* values, std::int64_t stride, Ahead& ahead) {
  const std::int64_t common = limits[0];
  tiles<Values>(rows, stride / 16,
                {.a = state.scores + first * kTileKeys,
                 .a_stride = kTileKeys,
                 .b = values,
                 .b_stride = stride,
                 .k = common,
                 .c = state.out + first * stride,
                 .c_stride = stride,
                 .fresh = false},
                ahead);
  for (std::int64_t r = 0; r < rows; ++r) {
    if (limits[r] == common) continue;
    tiles<Values>(1, stride / 16,
                  {.a = state.scores + (first + r) * kTileKeys + common,
                   .a_stride = kTileKeys,
                   .b = values + common * stride,
                   .b_stride = stride,
                   .k = limits[r] - common,
                   .c = state.out + (first + r) * stride,
                   .c_stride = stride,
                   .fresh = false});
  }
}

void attention_of(const AttentionTask& task) {
  const std::int64_t stride = (task.head_size + 15) / 16 * 16;
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
    state.max[v] = -__builtin_inff();
    state.sum[v] = 0;
  }

  const std::int64_t last_position = task.first_position + task.positions - 1;
  for (std::int64_t t = 0; t * kTileKeys <= last_position; ++t) {
    const std::int64_t held = task.held - t * kTileKeys < kTileKeys ? task.held - t * kTileKeys : kTileKeys;
    const std::int64_t full_blocks = held / kBlockKeys;
    if (last_position - t * kTileKeys >= kBlockKeys * full_blocks) {
      pack_keys_of(task.keys[t] + kBlockKeys * full_blocks * task.head_size, task.head_size, held % kBlockKeys,
                   task.head_size, last_block);
    }
    for (std::int64_t first = 0; first < vectors; first += kTileRows) {
      const std::int64_t rows = vectors - first < kTileRows ? vectors - first : kTileRows;
      std::int64_t limits[kTileRows];
      for (std::int64_t r = 0; r < rows; ++r) {
        const std::int64_t seen = task.first_position + (first + r) / task.group + 1 - t * kTileKeys;
        limits[r] = seen < 0 ? 0 : seen > kTileKeys ? kTileKeys : seen;
      }
      const std::int64_t seen_by_last = limits[rows - 1];
      if (seen_by_last == 0) continue;
      const std::int64_t blocks = (seen_by_last + kBlockKeys - 1) / kBlockKeys;
      const SeenKeys seen{.packed = task.keys[t],
                          .packed_vectors = blocks < full_blocks ? blocks : full_blocks,
                          .rest = blocks > full_blocks ? last_block : nullptr};
      Ahead to_values;
      Ahead to_keys;
      if (vectors <= kTileRows) {  // else keys and values are read often enough to be there
        const std::int64_t passes = tile_passes(rows, seen.packed_vectors) + (seen.rest == nullptr ? 0 : 1);
        to_values = Ahead(part_of_tile(task.values[t], seen_by_last, stride), passes * ((task.head_size + 3) / 4));
        const std::int64_t left = last_position + 1 - (t + 1) * kTileKeys;
        const NextRead next =
            left > 0 ? part_of_tile(task.keys[t + 1], left < kTileKeys ? left : kTileKeys, task.head_size) : task.next;
        to_keys = Ahead(next, tile_passes(rows, stride / 16) * ((limits[0] + 3) / 4));
      }
      score(state, first, rows, stride, task.head_size, seen, to_values);
      take_scores(state, first, rows, limits, stride);
      add_values(state, first, rows, limits, task.values[t], stride, to_keys);
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
