// Rows of 8 bits times panels of 8 bits. The dot of a group of k is an exact integer, so its order is free.
#include "kernels/ahead.inl"

namespace coldread::kernels {
namespace {

/// The dots of one group for some rows and 16-column vectors of one panel: dots[r][v]. A function of its own, so that
/// its sums stay in registers. values: rows of x, stride apart, at the group.
template <int Rows, int Vectors>
[[gnu::noinline]] void int8_dots(const std::int8_t* values, std::int64_t stride, std::int64_t size,
                                 const std::int32_t* starts, std::int64_t starts_stride, const std::uint8_t* panel,
                                 Ints* to, Ahead& to_come) {
  Ints dots[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    const Ints start = start_dot(starts[r * starts_stride]);
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) dots[r][v] = start;
  }
  constexpr int kTriples = (Rows + 2) / 3;  // as in TileCursor
  const char* rows[std::size_t{kTriples}];
#pragma GCC unroll 6
  for (int t = 0; t < kTriples; ++t) rows[t] = reinterpret_cast<const char*>(values + 3 * t * stride);
  Ahead ahead = to_come;
  for (std::int64_t k = 0; k < size; k += 16) {
    ahead.fetch();
#pragma GCC unroll 4
    for (int quad = 0; quad < 4; ++quad) {
      Quads weights[std::size_t{Vectors}];
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) {
        weights[v] = load_quads(panel + v * 64);
        prefetch(reinterpret_cast<const float*>(panel + v * 64) + 32 * kPanel);
      }
#pragma GCC unroll 16
      for (int r = 0; r < Rows; ++r) {
        const Quads x = splat_quad(rows[r / 3] + r % 3 * stride + 4 * quad);
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) dots[r][v] = dot(dots[r][v], weights[v], x);
      }
      panel += 4 * kPanel;
      asm("" : "+r"(panel));
    }
#pragma GCC unroll 6
    for (int t = 0; t < kTriples; ++t) {
      rows[t] += 16;
      asm("" : "+r"(rows[t]));
    }
  }
  to_come = ahead;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) to[r * Vectors + v] = dots[r][v];
  }
}

/// sums[r][16 v + l]: see matmul(), for some rows and 16-column vectors of one panel.
template <int Rows, int Vectors>
void int8_tile(const QuantizedRows& x, std::int64_t row, const std::uint8_t* panel, const float* scales, float* sums,
               Ahead& ahead) {
  const std::int64_t stride = x.groups.padded();
  const std::int64_t count = x.groups.count;
  for (std::int64_t g = 0; g < count; ++g) {
    Ints dots[std::size_t{Rows * Vectors}];
    int8_dots<Rows, Vectors>(x.values + row * stride + g * x.groups.size, stride, x.groups.size,
                             x.starts + row * count + g, count, panel + g * x.groups.size * kPanel, dots, ahead);
    Lanes weight_scales[std::size_t{Vectors}];
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) weight_scales[v] = load(scales + g * kPanel + v * 16);
    for (int r = 0; r < Rows; ++r) {
      const Lanes scale = splat(x.scales[(row + r) * count + g]);
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) {
        float* sum = sums + r * kPanel + v * 16;
        const Lanes part = mul(to_lanes(dots[r * Vectors + v]), weight_scales[v]);
        store(sum, fma(part, scale, g == 0 ? splat(0.0F) : load(sum)));
      }
    }
  }
}

template <int Rows = kInt8TileRows>
inline void int8_tiles(std::int64_t rows, const QuantizedRows& x, std::int64_t row, const std::uint8_t* panel,
                       const float* scales, float* sums, Ahead& ahead) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return int8_tiles<Rows - 1>(rows, x, row, panel, scales, sums, ahead);
  }
  for (std::int64_t v = 0; v < kPanel / 16; v += kTileVectors) {
    int8_tile<Rows, kTileVectors>(x, row, panel + v * 64, scales + v * 16, sums + v * 16, ahead);
  }
}

inline void int8_block(const Int8MatmulTask& task, std::int64_t row, std::int64_t rows, std::int64_t panel,
                       Ahead& ahead) {
  int8_tiles(rows, task.x, row, task.panels + panel * task.x.groups.padded() * kPanel,
             task.scales + panel * task.x.groups.count * kPanel, task.scratch, ahead);
  for (std::int64_t r = 0; r < rows; ++r) {
    finish(task.out, panel, task.scratch + r * kPanel, task.out.y + (row + r) * task.out.y_stride);
  }
}

/// As with float32 weights: many rows keep a group of panels in the cache, few take panel by panel.
void matmul_int8_of(const Int8MatmulTask& task) {
  if (task.rows > kFewRows) {
    Ahead nothing;
    for (std::int64_t row = 0; row < task.rows; row += kInt8TileRows) {
      const std::int64_t rows = task.rows - row < kInt8TileRows ? task.rows - row : kInt8TileRows;
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) int8_block(task, row, rows, panel, nothing);
    }
    return;
  }
  const std::int64_t k = task.x.groups.padded();
  const std::int64_t row_tiles = (task.rows + kInt8TileRows - 1) / kInt8TileRows;
  const std::int64_t tile_rows = (task.rows + row_tiles - 1) / row_tiles;
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    const std::uint8_t* next = panel + 1 < task.panel_count ? task.panels + (panel + 1) * k * kPanel : task.next;
    Ahead ahead(next, k * kPanel, row_tiles * (kPanel / 16 / kTileVectors) * (k / 16));
    for (std::int64_t row = 0; row < task.rows; row += tile_rows) {
      int8_block(task, row, task.rows - row < tile_rows ? task.rows - row : tile_rows, panel, ahead);
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
