#pragma once

#include <cstdint>

#include "kernels/raw.h"

// How keys and values of 64 absolute positions, a tile, lie in memory. Files of one instruction set include this.
//
// One head's keys are four blocks of 16 keys, one after the other, of 16 S floats each. A full block is packed,
// [S][16], so that scores are outer products over positions. The last one, while it has fewer, holds them as rows,
// [..][S]: one key more is then a few cache lines, and not one for each of its elements. The values are
// [64][value_stride(S)].
namespace coldread::kernels {

constexpr std::int64_t kTileKeys = 64;
constexpr std::int64_t kBlockKeys = kLanes;

/// Floats from one position's values to the next: S rounded up to whole Lanes.
constexpr std::int64_t value_stride(std::int64_t head_size) {
  return round_up(head_size, kLanes);
}

}  // namespace coldread::kernels
