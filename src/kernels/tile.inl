// Outer-product tiles. Each output is one chain of fused multiply-adds over k in ascending order, whatever the tile.
#include "kernels/ahead.inl"

namespace coldread::kernels {
namespace {

/// How b is held. Of weights (PackedMatrix) and values, the vectors of one k lie side by side and rows b_stride apart,
/// and kStep values of k share a row; of keys (key_tile.h), rows are one vector, and vectors b_stride apart.
struct Fp32Weights {
  static constexpr int kStep = 1;
  static constexpr bool kVectorsApart = false;
};
struct Bf16Weights {
  static constexpr int kStep = 2;
  static constexpr bool kVectorsApart = false;
};
struct Keys {
  static constexpr int kStep = 1;
  static constexpr bool kVectorsApart = true;
};

/// Where a tile is at in a and b. rows[g] points into row 3g of a: its two neighbours are one and two strides away,
/// which an address can hold. Empty asm hides the pointers' course, or else the compiler makes one of every row and
/// keeps most on the stack.
template <typename Weights, int Rows>
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
  [[gnu::always_inline]] const float* vector(int v) const {
    return b + (Weights::kVectorsApart ? v * b_stride : v * 16);
  }
  [[gnu::always_inline]] std::int64_t row_stride() const { return Weights::kVectorsApart ? 16 : b_stride; }
  [[gnu::always_inline]] void next_b() {
    b += row_stride();
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
[[gnu::always_inline]] inline void tile_step(TileCursor<Weights, Rows>& at,
                                             Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  Lanes low[std::size_t{Vectors}];
  Lanes high[std::size_t{Vectors}];
#pragma GCC unroll 4
  for (int v = 0; v < Vectors; ++v) {
    low[v] = load(at.vector(v));
    prefetch(at.vector(v) + 16 * at.row_stride());
    if constexpr (Weights::kStep == 2) {
      high[v] = bf16_high(low[v]);
      low[v] = bf16_low(low[v]);
    }
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    const Lanes x = at.template a<Offset>(r);
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x, low[v], sums[r][v]);
    if constexpr (Weights::kStep == 2 && !Odd) {
      const Lanes x_high = at.template a<Offset + 1>(r);
#pragma GCC unroll 4
      for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x_high, high[v], sums[r][v]);
    }
  }
  at.next_b();
}

/// The values of k from Begin to End - 1.
template <typename Weights, int Rows, int Vectors, int Begin, int End>
[[gnu::always_inline]] inline void tile_steps(TileCursor<Weights, Rows>& at,
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
#pragma GCC unroll 4
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fresh ? splat(0.0F) : load(c + r * c_stride + v * 16);
  }
  TileCursor<Weights, Rows> at;
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
#pragma GCC unroll 4
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

template <typename Weights, int Vectors, int Rows>
inline void tile_of_rows(std::int64_t rows, const TileOperands& o, Ahead& ahead) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return tile_of_rows<Weights, Vectors, Rows - 1>(rows, o, ahead);
  }
  tile<Weights, Rows, Vectors>(o.a, o.a_stride, o.b, o.b_stride, o.k, o.c, o.c_stride, o.fresh, ahead);
}

template <typename Weights, int Vectors, int Rows>
inline void tile_of_vectors(std::int64_t vectors, std::int64_t rows, const TileOperands& o, Ahead& ahead) {
  if constexpr (Vectors > 1) {
    if (vectors < Vectors) return tile_of_vectors<Weights, Vectors - 1, Rows>(vectors, rows, o, ahead);
  }
  tile_of_rows<Weights, Vectors, Rows>(rows, o, ahead);
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
template <typename Weights = Fp32Weights>
void tiles(std::int64_t rows, std::int64_t vectors, TileOperands o, Ahead& ahead) {
  const std::int64_t apart = Weights::kVectorsApart ? o.b_stride : 16;
  const std::int64_t at_once = vectors_at_once(rows);
  for (std::int64_t left = vectors; left > 0; left -= at_once) {
    const std::int64_t taken = left < at_once ? left : at_once;
    if constexpr (kWideRows > 0) {
      if (rows <= kWideRows) tile_of_vectors<Weights, kWideVectors, kWideRows>(taken, rows, o, ahead);
    }
    if (rows > kWideRows) tile_of_vectors<Weights, kTileVectors, kTileRows>(taken, rows, o, ahead);
    o.b += at_once * apart;
    o.c += at_once * 16;
  }
}

template <typename Weights = Fp32Weights>
void tiles(std::int64_t rows, std::int64_t vectors, const TileOperands& o) {
  Ahead nothing;
  tiles<Weights>(rows, vectors, o, nothing);
}

}  // namespace
}  // namespace coldread::kernels
