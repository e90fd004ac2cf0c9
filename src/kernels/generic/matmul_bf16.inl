#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/even_tiles.h"
#include "kernels/generic/lanes.h"
#include "kernels/generic/tile.inl"
#include "kernels/panel_layout.h"
#include "kernels/tuning.h"

// Dots of bfloat16 by multiply-adds of float32, in the order of the processor's own, see matmul().
namespace coldread::kernels {
namespace {

/// Some rows, of each 32 k the even ones before the odd, times one or both vectors of a panel. A function of its own,
/// so that its sums stay in registers.
template <int Rows, int Vectors>
[[gnu::noinline]] void bf16_tile(const float* x, std::int64_t x_stride, std::int64_t k, const std::byte* panel,
                                 float* c, bool fresh, Prefetcher& to_come) {
  TileCursor<Weights, Rows> at;
  at.start(x, x_stride);
  Prefetcher prefetcher = to_come;
  for (std::int64_t i = 0; i < k; i += kBf16DotsStep) {
    Lanes sums[2][std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) sums[0][r][v] = sums[1][r][v] = splat(0.0F);
    }
    for (int pair = 0; pair < kBf16DotsStep / 2; pair += 4) {
      prefetcher.fetch();
#pragma GCC unroll 4
      for (int j = 0; j < 4; ++j, panel += 4 * kPanel) {
        Lanes b[2][std::size_t{Vectors}];
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) {
          const Lanes both = load(reinterpret_cast<const float*>(panel + 64 * v));
          prefetch_halves_after<Rows>(panel + 64 * v, prefetcher.stream);
          b[0][v] = bf16_low(both);
          b[1][v] = bf16_high(both);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
          for (int odd = 0; odd < 2; ++odd) {
            const Lanes a = at.a(r, j + 16 * odd);
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v) sums[odd][r][v] = fma(a, b[odd][v], sums[odd][r][v]);
          }
        }
      }
      at.advance_a(4);
    }
    at.advance_a(kBf16DotsStep / 2);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) {
        float* sum = c + r * kPanel + 16 * v;
        store(sum, add(fresh && i == 0 ? splat(0.0F) : load(sum), add(sums[0][r][v], sums[1][r][v])));
      }
    }
  }
  to_come = prefetcher;
}

/// Two chains each of all the sums that registers hold.
constexpr int kBf16TileRows = kTileRows * kTileVectors / 2;
/// Few rows take both vectors at once, so that no multiply-add waits for the one before.
constexpr int kBf16WideRows = kBf16TileRows / 2;

template <int Rows = kBf16TileRows>
inline void bf16_tiles(std::int64_t rows, const float* x, std::int64_t k, const std::byte* panel, float* c, bool fresh,
                       Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return bf16_tiles<Rows - 1>(rows, x, k, panel, c, fresh, prefetcher);
  }
  constexpr int kVectors = Rows <= kBf16WideRows ? 2 : 1;
  for (int v = 0; v < 2; v += kVectors) bf16_tile<Rows, kVectors>(x, k, k, panel + 64 * v, c + 16 * v, fresh, prefetcher);
}

/// Rows as float32, in even tiles.
class Bf16Rows {
 public:
  static constexpr std::int64_t kRows = kFewRows;
  static constexpr bool kOneRowWaits = true;

  explicit Bf16Rows(float* as_float32) : as_float32_(as_float32) {}

  void take(const std::uint16_t* x, std::int64_t stride, std::int64_t rows, std::int64_t k) {
    rows_ = rows;
    k_ = k;
    of_tile_ = EvenTiles(rows, kBf16TileRows).rows;
    float* to = as_float32_;
    for (std::int64_t r = 0; r < rows; ++r) {
      for (std::int64_t i = 0; i < k; i += kBf16DotsStep, to += kBf16DotsStep) {
        const Lanes pairs = load(reinterpret_cast<const float*>(x + r * stride + i));
        store(to, bf16_low(pairs));
        store(to + 16, bf16_high(pairs));
      }
    }
  }
  std::int64_t fetches(std::int64_t k) const {
    return EvenTiles(rows_, of_tile_).count * (of_tile_ <= kBf16WideRows ? 1 : 2) * (k / 8);
  }
  void multiply(const std::byte* panel, float* sums, bool fresh, Prefetcher& prefetcher) const {
    for (std::int64_t row = 0; row < rows_; row += of_tile_) {
      bf16_tiles(rows_ - row < of_tile_ ? rows_ - row : of_tile_, as_float32_ + row * k_, k_, panel, sums + row * kPanel,
                 fresh, prefetcher);
    }
  }

 private:
  float* as_float32_;
  std::int64_t rows_ = 0;
  std::int64_t of_tile_ = 1;
  std::int64_t k_ = 0;
};

}  // namespace
}  // namespace coldread::kernels
