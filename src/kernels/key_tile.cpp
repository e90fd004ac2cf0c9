#include "kernels/key_tile.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/table.h"
#include "machine/scratch.h"

namespace coldread::kernels {

void append_keys(float* tile, std::int64_t held, const float* keys, std::int64_t stride, std::int64_t count,
                 std::int64_t head_size) {
  COLDREAD_CHECK(held >= 0 && count >= 0 && held + count <= kTileKeys);
  while (count > 0) {
    float* block = tile + held / kBlockKeys * kBlockKeys * head_size;
    const std::int64_t before = held % kBlockKeys;
    const std::int64_t taken = std::min(count, kBlockKeys - before);
    if (before == 0 && taken == kBlockKeys) {
      table().pack_keys(keys, stride, kBlockKeys, head_size, block);
    } else {
      const bool full = before + taken == kBlockKeys;
      float* rows = block;
      if (full) {
        rows = thread_scratch(kBlockKeys * head_size);
        std::copy_n(block, before * head_size, rows);
      }
      for (std::int64_t i = 0; i < taken; ++i)
        std::copy_n(keys + i * stride, head_size, rows + (before + i) * head_size);
      if (full) table().pack_keys(rows, head_size, kBlockKeys, head_size, block);
    }
    keys += taken * stride;
    held += taken;
    count -= taken;
  }
}

void copy_keys(const float* from, std::int64_t held, float* to, std::int64_t count, std::int64_t head_size) {
  COLDREAD_CHECK(count <= held && held <= kTileKeys);
  const std::int64_t first = count / kBlockKeys * kBlockKeys;
  const bool unpack = first < count && first + kBlockKeys <= held;
  std::copy_n(from, (unpack ? first : count) * head_size, to);
  if (!unpack) return;
  for (std::int64_t key = first; key < count; ++key) {
    for (std::int64_t d = 0; d < head_size; ++d) {
      to[key_element(key, d, count, head_size)] = from[key_element(key, d, held, head_size)];
    }
  }
}

std::int64_t key_element(std::int64_t key, std::int64_t d, std::int64_t held, std::int64_t head_size) {
  const std::int64_t in_block = key % kBlockKeys;
  const std::int64_t first = key - in_block;
  const bool packed = first + kBlockKeys <= held;
  return first * head_size + (packed ? d * kBlockKeys + in_block : in_block * head_size + d);
}

}  // namespace coldread::kernels
