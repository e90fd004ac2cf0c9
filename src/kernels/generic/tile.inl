#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/lanes.h"
#include "kernels/panel_layout.h"

// Outer-product tiles. Each output is one chain of fused multiply-adds over k in ascending order, whatever the tile.
namespace coldread::kernels {
namespace {

/// How b lies. Of weights (PackedMatrix) and values, the vectors of one k lie side by side; of keys (key_layout.h),
/// they are b_stride apart. kRow: floats from one k to the next, 0 where that is b_stride. kPrefetched: rows come into
/// the first-level cache about 200 cycles ahead. Keys and values are fetched a tile ahead where there are few query
/// vectors, and are there already where there are many.
struct Weights {
  static constexpr bool kVectorsApart = false;
  static constexpr std::int64_t kRow = kPanel;
  static constexpr bool kPrefetched = true;
};
struct Values {
  static constexpr bool kVectorsApart = false;
  static constexpr std::int64_t kRow = 0;
  static constexpr bool kPrefetched = false;
};
struct Keys {
  static constexpr bool kVectorsApart = true;
  static constexpr std::int64_t kRow = 16;
  static constexpr bool kPrefetched = false;
};

/// Where a tile is at in a and b. rows[g] points into row 3g of a: its two neighbours are one and two strides away,
/// which an address can hold. Empty asm hides the course of the pointers and of the stride, or else the compiler makes
/// one of every row and k and keeps most on the stack.
template <typename Layout, int Rows>
struct TileCursor {
  static constexpr int kGroups = (Rows + 2) / 3;
  static constexpr bool kRowIsConstant = Layout::kRow != 0;  ///< then an address can hold the way to the next k, too
  const char* rows[std::size_t{kGroups}];
  std::int64_t a_stride_bytes;
  const float* b;
  std::int64_t b_stride;
  bool stream = false;  ///< see Prefetcher

  [[gnu::always_inline]] void start(const float* a, std::int64_t a_stride) {
#pragma GCC unroll 6
    for (int g = 0; g < kGroups; ++g) rows[g] = reinterpret_cast<const char*>(a + 3 * g * a_stride);
    a_stride_bytes = a_stride * 4;
  }
  [[gnu::always_inline]] const float* address(int r, int k) const {
    return reinterpret_cast<const float*>(rows[r / 3] + r % 3 * a_stride_bytes + k * 4);
  }
  [[gnu::always_inline]] Lanes a(int r, int k) const {
    return splat(*address(r, k));
  }
  [[gnu::always_inline]] std::int64_t row() const {
    return kRowIsConstant ? Layout::kRow : b_stride;
  }
  /// Vector v, so many k further on.
  [[gnu::always_inline]] const float* vector(int v, std::int64_t steps) const {
    return b + steps * row() + (Layout::kVectorsApart ? v * b_stride : v * 16);
  }
  [[gnu::always_inline]] void advance(std::int64_t steps) {
    advance_a(steps);
    if constexpr (kRowIsConstant) advance_b(steps);
  }
  [[gnu::always_inline]] void advance_b(std::int64_t steps) {
    b += steps * row();
    asm("" : "+r"(b));
  }
  [[gnu::always_inline]] void advance_a(std::int64_t steps) {
#pragma GCC unroll 6
    for (int g = 0; g < kGroups; ++g) {
      rows[g] += 4 * steps;
      asm("" : "+r"(rows[g]));
    }
  }
};

/// One row of b: sums[r][v] = fma(a[r][k + Offset], b[v], sums[r][v]).
template <typename Layout, int Rows, int Vectors, int Offset>
[[gnu::always_inline]] inline void tile_step(TileCursor<Layout, Rows>& at,
                                             Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  constexpr bool kRowIsConstant = TileCursor<Layout, Rows>::kRowIsConstant;
  constexpr int kOffset = kRowIsConstant ? Offset : 0;
  asm("" : "+r"(at.a_stride_bytes));
  Lanes b[std::size_t{Vectors}];
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) {
    b[v] = load(at.vector(v, kOffset));
    if constexpr (Layout::kPrefetched) prefetch_after<Rows>(at.vector(v, kOffset), at.stream);
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    const Lanes x = at.a(r, Offset);
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) add_product(sums[r][v], x, b[v]);
  }
  if constexpr (!kRowIsConstant) at.advance_b(1);
}

/// The values of k from Begin to End - 1.
template <typename Layout, int Rows, int Vectors, int Begin, int End>
[[gnu::always_inline]] inline void tile_steps(TileCursor<Layout, Rows>& at,
                                              Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  tile_step<Layout, Rows, Vectors, Begin>(at, sums);
  if constexpr (Begin + 1 < End) tile_steps<Layout, Rows, Vectors, Begin + 1, End>(at, sums);
}

/// c[r][16 v + l] = chain over k of fma(a[r][k], b[k][16 v + l], .), from zero where fresh, else from c.
template <typename Layout, int Rows, int Vectors>
void tile(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride, std::int64_t k, float* c,
          std::int64_t c_stride, bool fresh, Prefetcher& to_come) {
  Lanes sums[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fresh ? splat(0.0F) : load(c + r * c_stride + v * 16);
  }
  TileCursor<Layout, Rows> at;
  at.start(a, a_stride);
  at.b = b;
  at.b_stride = b_stride;
  Prefetcher prefetcher = to_come;
  at.stream = prefetcher.stream;
  std::int64_t i = 0;
  for (; i + 8 <= k; i += 8) {
    prefetcher.fetch();
    tile_steps<Layout, Rows, Vectors, 0, 4>(at, sums);
    prefetcher.fetch();
    tile_steps<Layout, Rows, Vectors, 4, 8>(at, sums);
    at.advance(8);
  }
  for (; i + 4 <= k; i += 4) {
    prefetcher.fetch();
    tile_steps<Layout, Rows, Vectors, 0, 4>(at, sums);
    at.advance(4);
  }
  for (; i < k; ++i) {
    tile_step<Layout, Rows, Vectors, 0>(at, sums);
    at.advance(1);
  }
  to_come = prefetcher;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) store(c + r * c_stride + v * 16, sums[r][v]);
  }
}

struct TileOperands {
  const float* a;
  std::int64_t a_stride;
  const float* b;
  std::int64_t b_stride = 0;  ///< see Weights, Values and Keys
  std::int64_t k;
  float* c;
  std::int64_t c_stride;
  bool fresh;
};

template <typename Layout, int Vectors, int Rows>
inline void tile_of_rows(std::int64_t rows, const TileOperands& o, Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return tile_of_rows<Layout, Vectors, Rows - 1>(rows, o, prefetcher);
  }
  tile<Layout, Rows, Vectors>(o.a, o.a_stride, o.b, o.b_stride, o.k, o.c, o.c_stride, o.fresh, prefetcher);
}

template <typename Layout, int Vectors, int Rows>
inline void tile_of_vectors(std::int64_t vectors, std::int64_t rows, const TileOperands& o, Prefetcher& prefetcher) {
  if constexpr (Vectors > 1) {
    if (vectors < Vectors) return tile_of_vectors<Layout, Vectors - 1, Rows>(vectors, rows, o, prefetcher);
  }
  tile_of_rows<Layout, Vectors, Rows>(rows, o, prefetcher);
}

/// Of up to kWideRows rows so many vectors are taken at once, or each multiply-add would wait for the one before.
constexpr std::int64_t kWideVectors = 4;

constexpr std::int64_t vectors_at_once(std::int64_t rows) {
  return rows <= kWideRows ? kWideVectors : kTileVectors;
}
/// How often tiles() goes over k.
constexpr std::int64_t tile_passes(std::int64_t rows, std::int64_t vectors) {
  return (vectors + vectors_at_once(rows) - 1) / vectors_at_once(rows);
}

/// Any number of rows up to kTileRows and of 16-column vectors. ahead: fetched once every four k of each pass.
template <typename Layout>
void tiles(std::int64_t rows, std::int64_t vectors, TileOperands o, Prefetcher& prefetcher) {
  const std::int64_t apart = Layout::kVectorsApart ? o.b_stride : 16;
  const std::int64_t at_once = vectors_at_once(rows);
  for (std::int64_t left = vectors; left > 0; left -= at_once) {
    const std::int64_t taken = left < at_once ? left : at_once;
    if constexpr (kWideRows > 0) {
      if (rows <= kWideRows) tile_of_vectors<Layout, kWideVectors, kWideRows>(taken, rows, o, prefetcher);
    }
    if (rows > kWideRows) tile_of_vectors<Layout, kTileVectors, kTileRows>(taken, rows, o, prefetcher);
    o.b += at_once * apart;
    o.c += at_once * 16;
  }
}

template <typename Layout>
void tiles(std::int64_t rows, std::int64_t vectors, const TileOperands& o) {
  Prefetcher nothing;
  tiles<Layout>(rows, vectors, o, nothing);
}

}  // namespace
}  // namespace coldread::kernels
