#pragma once

#include <cstdint>
#include <immintrin.h>

#include "kernels/x86/tile_shapes.h"

// Only files of AMX include this. Inline assembly: the intrinsics take no template parameter as a tile's number, and
// GCC 12's ldtilecfg says that it reads eight bytes of the shapes, so that the stores to the others may vanish.
namespace coldread::kernels {
namespace {

inline void shape_tiles(const TileShapes& shapes) {
  asm volatile("ldtilecfg %0" : : "m"(shapes));
}
inline void release_tiles() {
  asm volatile("tilerelease");
}
template <int Tile>
inline void zero_tile() {
  asm volatile("tilezero %%tmm%c0" : : "i"(Tile));
}
/// Rows stride bytes apart.
template <int Tile>
inline void load_tile(const void* from, std::int64_t stride) {
  asm volatile("tileloadd (%0,%1,1), %%tmm%c2" : : "r"(from), "r"(stride), "i"(Tile) : "memory");
}
template <int Tile>
inline void store_tile(void* to, std::int64_t stride) {
  asm volatile("tilestored %%tmm%c2, (%0,%1,1)" : : "r"(to), "r"(stride), "i"(Tile) : "memory");
}
/// Sums[m][n] += dot of the signed bytes 4q to 4q+3 of row m of X and the unsigned ones of W[q][4n], over all q.
struct ByteDots {
  template <int Sums, int X, int W>
  static void add() {
    asm volatile("tdpbsud %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "i"(Sums), "i"(X), "i"(W));
  }
};
/// Sums[m][n] += sum of the bfloat16 2q of row m of X times that of W[q][2n], over all q, plus the same of 2q+1.
struct Bf16Dots {
  template <int Sums, int X, int W>
  static void add() {
    asm volatile("tdpbf16ps %%tmm%c2, %%tmm%c1, %%tmm%c0" : : "i"(Sums), "i"(X), "i"(W));
  }
};
/// 16 sums that go on from a start, as floats.
inline Lanes sums_from(std::int32_t start, const std::int32_t* sums) {
  return {_mm512_cvtepi32_ps(_mm512_add_epi32(_mm512_loadu_si512(sums), _mm512_set1_epi32(start)))};
}

}  // namespace
}  // namespace coldread::kernels
