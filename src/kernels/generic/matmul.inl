#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/epilogue.inl"
#include "kernels/generic/even_tiles.h"
#include "kernels/generic/panels.inl"
#include "kernels/generic/prefetch.inl"
#include "kernels/generic/tile.inl"
#include "kernels/table.h"

// Rows times panels of weights.
namespace coldread::kernels {
namespace {

/// Many rows go block by block of k, so that a group of panels' blocks stays in the second-level cache, as float32,
/// while all tiles of rows pass over it; the sums go on from where the block before left them.
template <typename Panel>
void multiply_many(const MatmulTask& task) {
  const std::int64_t block = matmul_block(task.k);
  float* dequantized = task.scratch + matmul_sums(false, task.rows, task.panel_count, task.k);
  for (std::int64_t k = 0; k < task.k; k += block) {
    const std::int64_t count = task.k - k < block ? task.k - k : block;
    const bool last = k + count == task.k;
    const float* b = reinterpret_cast<const float*>(task.panels) + k * kPanel;
    std::int64_t b_apart = task.k * kPanel;
    if constexpr (Panel::kDequantized) {
      b = dequantized;
      b_apart = count * kPanel;
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
        dequantize_block<Panel>(task.panels + panel * task.panel_bytes, k, count, dequantized + panel * b_apart);
      }
    }
    for (std::int64_t row = 0; row < task.rows; row += kTileRows) {
      const std::int64_t rows = task.rows - row < kTileRows ? task.rows - row : kTileRows;
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
        float* sums = block == task.k ? task.scratch : task.scratch + (row * task.panel_count + panel * rows) * kPanel;
        if (last) prefetch_output(task.out, row, rows, panel);
        tiles<Weights>(rows, kPanel / 16,
                       {.a = task.x + row * task.x_stride + k,
                        .a_stride = task.x_stride,
                        .b = b + panel * b_apart,
                        .k = count,
                        .c = sums,
                        .c_stride = kPanel,
                        .fresh = k == 0});
        if (!last) continue;
        finish(task.out, panel, sums, row, rows);
      }
    }
  }
}

/// Prefetches the next panel while rows pass over this one, `passes` times over all of k.
template <typename Panel>
inline Prefetcher prefetcher_of(const MatmulTask& task, std::int64_t panel, std::int64_t passes) {
  return prefetcher_of(task, panel, task.panel_bytes, passes * ((task.k + 3) / 4), Panel::kOneRowWaits);
}

/// Panel by panel as memory brings them, each in one piece.
void multiply_panels(const MatmulTask& task) {
  const EvenTiles even(task.rows, kTileRows);
  const std::int64_t passes = tile_passes(even.rows, kPanel / 16);
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    Prefetcher prefetcher = prefetcher_of<Fp32Panel>(task, panel, even.count * passes);
    for (std::int64_t row = 0; row < task.rows; row += even.rows) {
      const std::int64_t rows = task.rows - row < even.rows ? task.rows - row : even.rows;
      tiles<Weights>(rows, kPanel / 16,
                     {.a = task.x + row * task.x_stride,
                      .a_stride = task.x_stride,
                      .b = reinterpret_cast<const float*>(task.panels + panel * task.panel_bytes),
                      .k = task.k,
                      .c = task.scratch,
                      .c_stride = kPanel,
                      .fresh = true},
                     prefetcher);
      finish(task.out, panel, task.scratch, row, rows);
    }
  }
}

/// Some k of the first tile of rows times a panel that is widened. Keep: what is widened is kept for other tiles.
template <typename Panel, bool Keep>
void dequantize_and_multiply(const MatmulTask& task, const std::byte* panel, std::int64_t k, std::int64_t count,
                             float* sums, float* dequantized, Prefetcher& prefetcher) {
  const std::int64_t rows = EvenTiles(task.rows, kTileRows).rows;
  const std::int64_t whole = count / Panel::kGroup * Panel::kGroup;
  const float* x = task.x + k;
  if (whole > 0) {
    dequantizing_tiles<Panel, Keep>(rows,
                                    {.a = x,
                                     .a_stride = task.x_stride,
                                     .panel = panel,
                                     .first = k,
                                     .k = whole,
                                     .dequantized = dequantized,
                                     .c = sums,
                                     .fresh = k == 0},
                                    prefetcher);
  }
  if (whole == count) return;
  float* rest = Keep ? dequantized + whole * kPanel : dequantized;
  dequantize_block<Panel>(panel, k + whole, count - whole, rest);
  tiles<Weights>(rows, kPanel / 16,
                 {.a = x + whole,
                  .a_stride = task.x_stride,
                  .b = rest,
                  .k = count - whole,
                  .c = sums,
                  .c_stride = kPanel,
                  .fresh = k + whole == 0},
                 prefetcher);
}

/// Panel by panel, dequantised: in one piece where there is one tile of rows, else block by block, by the
/// first tile for all.
template <typename Panel>
void dequantize_and_multiply_panels(const MatmulTask& task) {
  const EvenTiles even(task.rows, kTileRows);
  const std::int64_t passes = tile_passes(even.rows, kPanel / 16);
  float* sums = task.scratch;
  float* dequantized = task.scratch + matmul_sums(true, task.rows, task.panel_count, task.k);
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    const std::byte* weights = task.panels + panel * task.panel_bytes;
    Prefetcher prefetcher =
        prefetcher_of<Panel>(task, panel, dequantizing_passes(even.rows) + (even.count - 1) * passes);
    if (even.count == 1) {
      dequantize_and_multiply<Panel, false>(task, weights, 0, task.k, sums, dequantized, prefetcher);
    } else {
      for (std::int64_t k = 0; k < task.k; k += kDequantizedBlock) {
        const std::int64_t count = task.k - k < kDequantizedBlock ? task.k - k : kDequantizedBlock;
        dequantize_and_multiply<Panel, true>(task, weights, k, count, sums, dequantized, prefetcher);
        for (std::int64_t row = even.rows; row < task.rows; row += even.rows) {
          tiles<Weights>(task.rows - row < even.rows ? task.rows - row : even.rows, kPanel / 16,
                         {.a = task.x + row * task.x_stride + k,
                          .a_stride = task.x_stride,
                          .b = dequantized,
                          .k = count,
                          .c = sums + row * kPanel,
                          .c_stride = kPanel,
                          .fresh = k == 0},
                         prefetcher);
        }
      }
    }
    finish(task.out, panel, sums, 0, task.rows);
  }
}

template <typename Panel>
void matmul_of(const MatmulTask& task) {
  if (!task.panel_by_panel) return multiply_many<Panel>(task);
  if constexpr (Panel::kDequantized) {
    dequantize_and_multiply_panels<Panel>(task);
  } else {
    multiply_panels(task);
  }
}

}  // namespace
}  // namespace coldread::kernels
