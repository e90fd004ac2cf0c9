#pragma once

// The pairs of a file of AVX-512, or those that were included before (tests have their own).
#if !defined(COLDREAD_PAIRS)
#include "kernels/x86/pairs_avx512bf16.h"
#endif

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/epilogue.inl"
#include "kernels/generic/even_tiles.h"
#include "kernels/generic/round_bf16.inl"
#include "kernels/generic/tile.inl"
#include "kernels/table.h"

// Dots of bfloat16 by an instruction that adds two products to a sum, one after the other: two steps of one chain, see
// matmul(). So pairs are made of neighbours in a chain, of k and k + 2.
namespace coldread::kernels {
namespace {

/// As many as there are registers for both chains' sums, of one vector and of both.
constexpr int kPairsTileRows = 12;
constexpr int kPairsWideRows = 6;

/// Rows with the pairs of each 32 k sorted.
void round_bf16_pairs(const float* x, std::int64_t size, std::int64_t padded, std::uint16_t* to) {
  round_bf16_of(x, size, padded, to);
  for (std::int64_t k = 0; k < padded; k += kBf16DotsStep) sort_pairs(to + k);
}

/// A panel's vectors as PackedMatrix holds them: their pairs are made in registers.
struct HeldPairs {
  const std::byte* from;

  template <int Rows, int Vectors>
  [[gnu::always_inline]] void next(Lanes (&pairs)[2][std::size_t{Vectors}], bool stream) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) {
      const Lanes a = load(reinterpret_cast<const float*>(from + 64 * v));
      const Lanes b = load(reinterpret_cast<const float*>(from + 4 * kPanel + 64 * v));
      prefetch_halves_after<Rows>(from + 64 * v, stream);
      prefetch_halves_after<Rows>(from + 4 * kPanel + 64 * v, stream);
      pairs[0][v] = even_pairs(a, b);
      pairs[1][v] = odd_pairs(a, b);
    }
    from += 8 * kPanel;
  }
};

/// One vector with its pairs sorted.
struct SortedPairs {
  const std::byte* from;

  template <int Rows, int Vectors>
  [[gnu::always_inline]] void next(Lanes (&pairs)[2][std::size_t{Vectors}], bool) {
    static_assert(Vectors == 1);
    pairs[0][0] = load(reinterpret_cast<const float*>(from));
    pairs[1][0] = load(reinterpret_cast<const float*>(from + 64));
    from += 128;
    asm("" : "+r"(from));
  }
};

/// to[v] = vector v of a panel as SortedPairs reads it: 32 bytes a k.
inline void sort_panel(const std::byte* panel, std::int64_t k, float* to) {
  HeldPairs held{panel};
  for (std::int64_t i = 0; i < k; i += 4, to += 32) {
    Lanes pairs[2][2];
    held.next<kPairsTileRows, 2>(pairs, false);
    for (int v = 0; v < 2; ++v) {
      store(to + 8 * k * v, pairs[0][v]);
      store(to + 8 * k * v + 16, pairs[1][v]);
    }
  }
}

/// Some rows, pairs `stride` to a row, times one or both vectors of a panel. A function of its own, so that its sums
/// stay in registers.
template <typename Pairs, int Rows, int Vectors>
[[gnu::noinline]] void pairs_tile(const float* x, std::int64_t stride, std::int64_t k, Pairs pairs, float* c,
                                  Prefetcher& to_come) {
  TileCursor<Weights, Rows> at;
  at.start(x, stride);
  Prefetcher prefetcher = to_come;
  for (std::int64_t i = 0; i < k; i += kBf16DotsStep) {
    Lanes sums[2][std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) sums[0][r][v] = sums[1][r][v] = splat(0.0F);
    }
#pragma GCC unroll 8
    for (int pair = 0; pair < kBf16DotsStep / 4; ++pair) {
      if (pair % 2 == 0) prefetcher.fetch();
      asm("" : "+r"(at.a_stride_bytes));
      Lanes w[2][std::size_t{Vectors}];
      pairs.template next<Rows, Vectors>(w, prefetcher.stream);
#pragma GCC unroll 16
      for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
        for (int odd = 0; odd < 2; ++odd) {
#pragma GCC unroll 2
          for (int v = 0; v < Vectors; ++v) add_products(sums[odd][r][v], w[odd][v], at.address(r, pair + 8 * odd));
        }
      }
    }
    at.advance_a(kBf16DotsStep / 2);
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) {
        float* sum = c + r * kPanel + 16 * v;
        store(sum, add(i == 0 ? splat(0.0F) : load(sum), add(sums[0][r][v], sums[1][r][v])));
      }
    }
  }
  to_come = prefetcher;
}

template <int Rows = kPairsWideRows>
inline void held_pairs_tile(std::int64_t rows, const float* x, std::int64_t k, const std::byte* panel, float* c,
                            Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return held_pairs_tile<Rows - 1>(rows, x, k, panel, c, prefetcher);
  }
  pairs_tile<HeldPairs, Rows, 2>(x, bf16_dots_row(k) / 2, k, {panel}, c, prefetcher);
}

template <int Rows = kPairsTileRows>
inline void sorted_pairs_tile(std::int64_t rows, const float* x, std::int64_t k, const float* sorted, float* c,
                              Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return sorted_pairs_tile<Rows - 1>(rows, x, k, sorted, c, prefetcher);
  }
  for (int v = 0; v < 2; ++v) {
    pairs_tile<SortedPairs, Rows, 1>(x, bf16_dots_row(k) / 2, k, {reinterpret_cast<const std::byte*>(sorted + 8 * k * v)},
                                     c + 16 * v, prefetcher);
  }
}

/// A panel is sorted once for all rows but the fewest. Those go in even tiles.
void matmul_bf16_pairs(const Bf16DotsTask& task) {
  const auto* x = reinterpret_cast<const float*>(task.x);
  const std::int64_t panel_bytes = task.k * 2 * kPanel;
  const EvenTiles even(task.rows, kPairsTileRows);
  const bool sorts = task.rows > kPairsWideRows;
  float* sums = task.scratch;
  float* sorted = task.scratch + kPairsTileRows * kPanel;
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    const std::byte* weights = task.panels + panel * panel_bytes;
    Prefetcher prefetcher;
    if (task.rows <= kFewRows) {
      prefetcher = prefetcher_of(task, panel, panel_bytes, (sorts ? 2 * even.count : 1) * (task.k / 8));
    }
    if (sorts) sort_panel(weights, task.k, sorted);
    for (std::int64_t row = 0; row < task.rows; row += even.rows) {
      const std::int64_t rows = task.rows - row < even.rows ? task.rows - row : even.rows;
      const float* from = x + row * bf16_dots_row(task.k) / 2;
      prefetch_output(task.out, row, rows, panel);
      if (sorts) {
        sorted_pairs_tile(rows, from, task.k, sorted, sums, prefetcher);
      } else {
        held_pairs_tile(rows, from, task.k, weights, sums, prefetcher);
      }
      finish(task.out, panel, sums, row, rows);
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
