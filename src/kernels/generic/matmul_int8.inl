#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/epilogue.inl"
#include "kernels/generic/even_tiles.h"
#include "kernels/generic/ints.h"
#include "kernels/generic/lanes.h"
#include "kernels/table.h"

// Rows of 8 bits times panels of 8 bits. The dot of a group of k is an exact integer, so its order is free.
namespace coldread::kernels {
namespace {

/// sums[r][16 v + l]: see matmul(), for some rows and 16-column vectors of one panel. A function of its own, so that
/// dots and, where there are registers enough, sums stay in them.
template <int Rows, int Vectors>
[[gnu::noinline]] void int8_tile(const QuantizedRows& x, std::int64_t row, const std::byte* panel, float* to,
                                 Prefetcher& to_come) {
  std::int64_t stride = x.groups.row_bytes();
  const std::int64_t count = x.groups.count;
  constexpr int kTriples = (Rows + 2) / 3;  // as in TileCursor
  const char* rows[std::size_t{kTriples}];
  const char* starts[std::size_t{kTriples}];
  const char* row_scales[std::size_t{kTriples}];
  std::int64_t facts = 4 * count;
#pragma GCC unroll 6
  for (int t = 0; t < kTriples; ++t) {
    rows[t] = reinterpret_cast<const char*>(x.values + (row + 3 * t) * stride);
    starts[t] = reinterpret_cast<const char*>(x.starts + (row + 3 * t) * count);
    row_scales[t] = reinterpret_cast<const char*>(x.scales + (row + 3 * t) * count);
  }
  Lanes sums[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = splat(0.0F);
  }
  Prefetcher prefetcher = to_come;
  for (std::int64_t g = 0; g < count; ++g) {
    const std::byte* scales = panel;
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) prefetch_after<Rows>(scales + v * 64, prefetcher.stream);
    panel += kInt8Scales;
    asm("" : "+r"(facts));
    Ints dots[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      const Ints start = start_dot(*reinterpret_cast<const std::int32_t*>(starts[r / 3] + r % 3 * facts));
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) dots[r][v] = start;
    }
    for (std::int64_t k = 0; k < x.groups.size; k += 16) {
      prefetcher.fetch();
#pragma GCC unroll 4
      for (int quad = 0; quad < 4; ++quad) {
        asm("" : "+r"(stride));
        Quads weights[std::size_t{Vectors}];
#pragma GCC unroll 2
        for (int v = 0; v < Vectors; ++v) {
          weights[v] = load_quads(panel + v * 64);
          prefetch_after<Rows>(panel + v * 64, prefetcher.stream);
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
          const Quads values = splat_quad(rows[r / 3] + r % 3 * stride + 4 * quad);
#pragma GCC unroll 2
          for (int v = 0; v < Vectors; ++v) add_dot(dots[r][v], weights[v], values);
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
    Lanes of_column[std::size_t{Vectors}];
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) of_column[v] = load(reinterpret_cast<const float*>(scales + v * 64));
#pragma GCC unroll 16
    for (int r = 0; r < Rows; ++r) {
      const Lanes of_row = splat(*reinterpret_cast<const float*>(row_scales[r / 3] + r % 3 * facts));
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(mul(to_lanes(dots[r][v]), of_column[v]), of_row, sums[r][v]);
    }
#pragma GCC unroll 6
    for (int t = 0; t < kTriples; ++t) {
      starts[t] += 4;
      row_scales[t] += 4;
      asm("" : "+r"(starts[t]), "+r"(row_scales[t]));
    }
  }
  to_come = prefetcher;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) store(to + r * kPanel + v * 16, sums[r][v]);
  }
}

/// A single row takes both vectors of a panel at once, and reads it in one go.
constexpr int int8_vectors(std::int64_t rows) {
  return rows == 1 ? 2 : kTileVectors;
}

template <int Rows = kInt8TileRows>
inline void int8_tiles(std::int64_t rows, const QuantizedRows& x, std::int64_t row, const std::byte* panel, float* sums,
                       Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return int8_tiles<Rows - 1>(rows, x, row, panel, sums, prefetcher);
  }
  constexpr int kVectors = int8_vectors(Rows);
  for (std::int64_t v = 0; v < kPanel / 16; v += kVectors) {
    int8_tile<Rows, kVectors>(x, row, panel + v * 64, sums + v * 16, prefetcher);
  }
}

inline void int8_block(const Int8MatmulTask& task, std::int64_t row, std::int64_t rows, std::int64_t panel,
                       Prefetcher& prefetcher) {
  prefetch_output(task.out, row, rows, panel);
  int8_tiles(rows, task.x, row, task.panels + panel * task.x.groups.panel_bytes(), task.scratch, prefetcher);
  finish(task.out, panel, task.scratch, row, rows);
}

/// Panel by panel, past which go all rows in even tiles: few rows wait for it, and it stays in the cache for many.
void matmul_int8_of(const Int8MatmulTask& task) {
  const std::int64_t bytes = task.x.groups.panel_bytes();
  const EvenTiles even(task.rows, kInt8TileRows);
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    Prefetcher prefetcher = prefetcher_of(task, panel, bytes,
                           even.count * (kPanel / 16 / int8_vectors(even.rows)) * (task.x.groups.padded() / 16));
    for (std::int64_t row = 0; row < task.rows; row += even.rows) {
      int8_block(task, row, task.rows - row < even.rows ? task.rows - row : even.rows, panel, prefetcher);
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
