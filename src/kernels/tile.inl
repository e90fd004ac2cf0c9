// Outer-product tiles. Each output is one chain of fused multiply-adds over k in ascending order, whatever the tile.
#include "kernels/ahead.inl"

namespace coldread::kernels {
namespace {

/// How the weights of a tile are held, see PackedMatrix: kStep values of k share a row of b.
struct Fp32Weights {
  static constexpr int kStep = 1;
};
struct Bf16Weights {
  static constexpr int kStep = 2;
};

/// Where a tile is at in a and b. rows[g] points into row 3g of a: its two neighbours are one and two strides away,
/// which an address can hold. Empty asm hides the pointers' course, or else the compiler makes one of every row and
/// keeps most on the stack.
template <int Rows>
struct TileCursor {
  static constexpr int kGroups = (Rows + 2) / 3;
  const char* rows[std::size_t{kGroups}];
  std::int64_t a_stride_bytes;
  const float* b;
  std::int64_t b_stride;

  template <int Offset>
  [[gnu::always_inline]] Lanes a(int r) const {
    return splat(*reinterpret_cast<const float*>(rows[r / 3] + r % 3 * a_stride_bytes + Offset * 4));
  }
  [[gnu::always_inline]] void next_b() {
    b += b_stride;
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

/// One row of b, prefetched about 200 cycles ahead: sums[r][v] = fma(a[r][k + Offset], b[v], sums[r][v]), and for two
/// values of k the lower first. Odd: the upper one is beyond the end.
template <typename Weights, int Rows, int Vectors, int Offset, bool Odd = false>
[[gnu::always_inline]] inline void tile_step(TileCursor<Rows>& at,
                                             Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  Lanes low[std::size_t{Vectors}];
  Lanes high[std::size_t{Vectors}];
#pragma GCC unroll 2
  for (int v = 0; v < Vectors; ++v) {
    low[v] = load(at.b + v * 16);
    prefetch(at.b + 16 * at.b_stride + v * 16);
    if constexpr (Weights::kStep == 2) {
      high[v] = bf16_high(low[v]);
      low[v] = bf16_low(low[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    const Lanes x = at.template a<Offset>(r);
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x, low[v], sums[r][v]);
    if constexpr (Weights::kStep == 2 && !Odd) {
      const Lanes x_high = at.template a<Offset + 1>(r);
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x_high, high[v], sums[r][v]);
    }
  }
  at.next_b();
}

/// The values of k from Begin to End - 1.
template <typename Weights, int Rows, int Vectors, int Begin, int End>
[[gnu::always_inline]] inline void tile_steps(TileCursor<Rows>& at,
                                              Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  tile_step<Weights, Rows, Vectors, Begin>(at, sums);
  if constexpr (Begin + Weights::kStep < End) tile_steps<Weights, Rows, Vectors, Begin + Weights::kStep, End>(at, sums);
}

/// c[r][16 v + l] = chain over k of fma(a[r][k], b[k][16 v + l], .), from zero where fresh, else from c.
template <typename Weights, int Rows, int Vectors>
void tile(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride, std::int64_t k, float* c,
          std::int64_t c_stride, bool fresh, Ahead& to_come) {
  Lanes sums[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fresh ? splat(0.0F) : load(c + r * c_stride + v * 16);
  }
  TileCursor<Rows> at;
#pragma GCC unroll 6
  for (int g = 0; g < at.kGroups; ++g) at.rows[g] = reinterpret_cast<const char*>(a + 3 * g * a_stride);
  at.a_stride_bytes = a_stride * 4;
  at.b = b;
  at.b_stride = b_stride;
  Ahead ahead = to_come;
  std::int64_t i = 0;
  if constexpr (Weights::kStep == 1) {  // bf16 is no faster with eight
    for (; i + 8 <= k; i += 8) {
      ahead.fetch();
      tile_steps<Weights, Rows, Vectors, 0, 4>(at, sums);
      ahead.fetch();
      tile_steps<Weights, Rows, Vectors, 4, 8>(at, sums);
      at.advance_a(8);
    }
  }
  for (; i + 4 <= k; i += 4) {
    ahead.fetch();
    tile_steps<Weights, Rows, Vectors, 0, 4>(at, sums);
    at.advance_a(4);
  }
  for (; i + Weights::kStep <= k; i += Weights::kStep) {
    tile_step<Weights, Rows, Vectors, 0>(at, sums);
    at.advance_a(Weights::kStep);
  }
  if constexpr (Weights::kStep == 2) {
    if (i < k) tile_step<Weights, Rows, Vectors, 0, true>(at, sums);
  }
  to_come = ahead;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) store(c + r * c_stride + v * 16, sums[r][v]);
  }
}

struct TileOperands {
  const float* a;
  std::int64_t a_stride;
  const float* b;
  std::int64_t b_stride;
  std::int64_t k;
  float* c;
  std::int64_t c_stride;
  bool fresh;
};

template <typename Weights, int Vectors, int Rows = kTileRows>
inline void tile_of_rows(std::int64_t rows, const TileOperands& o, Ahead& ahead) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return tile_of_rows<Weights, Vectors, Rows - 1>(rows, o, ahead);
  }
  tile<Weights, Rows, Vectors>(o.a, o.a_stride, o.b, o.b_stride, o.k, o.c, o.c_stride, o.fresh, ahead);
}

/// Any number of rows up to kTileRows and of 16-column vectors. ahead: fetched once every four k of each kTileVectors.
template <typename Weights = Fp32Weights>
void tiles(std::int64_t rows, std::int64_t vectors, TileOperands o, Ahead& ahead) {
  std::int64_t v = 0;
  for (; v + kTileVectors <= vectors; v += kTileVectors) {
    tile_of_rows<Weights, kTileVectors>(rows, o, ahead);
    o.b += kTileVectors * 16;
    o.c += kTileVectors * 16;
  }
  if constexpr (kTileVectors > 1) {
    for (; v < vectors; ++v) {
      tile_of_rows<Weights, 1>(rows, o, ahead);
      o.b += 16;
      o.c += 16;
    }
  }
}

template <typename Weights = Fp32Weights>
void tiles(std::int64_t rows, std::int64_t vectors, const TileOperands& o) {
  Ahead nothing;
  tiles<Weights>(rows, vectors, o, nothing);
}

}  // namespace
}  // namespace coldread::kernels
