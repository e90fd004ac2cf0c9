#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/epilogue.inl"
#include "kernels/table.h"

// Rows of bfloat16 times panels of it, group of rows by group: what is common to all instruction sets.
namespace coldread::kernels {
namespace {

/// Rows multiplies up to kRows rows at a time: take() makes some k of them ready, multiply() adds their products with a
/// panel's to sums, [rows][32]. kOneRowWaits: see prefetcher_of().
template <typename Rows>
void matmul_bf16_dots_of(const Bf16DotsTask& task) {
  const std::int64_t block = bf16_dots_block(task.rows, task.k);
  const std::int64_t panel_bytes = task.k * 2 * kPanel;
  Rows rows(task.scratch + bf16_dots_sums(task.rows, task.panel_count, task.k));
  for (std::int64_t row = 0; row < task.rows; row += Rows::kRows) {
    const std::int64_t count = task.rows - row < Rows::kRows ? task.rows - row : Rows::kRows;
    for (std::int64_t k = 0; k < task.k; k += block) {
      const std::int64_t length = task.k - k < block ? task.k - k : block;
      rows.take(task.x + row * bf16_dots_row(task.k) + k, bf16_dots_row(task.k), count, length);
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
        const std::byte* weights = task.panels + panel * panel_bytes;
        Prefetcher prefetcher;
        if (task.rows <= kFewRows) {
          prefetcher = prefetcher_of(task, panel, panel_bytes, rows.fetches(length), Rows::kOneRowWaits);
        }
        float* sums = task.scratch + (block == task.k ? 0 : panel * kFewRows * kPanel);
        rows.multiply(weights + k * 2 * kPanel, sums, k == 0, prefetcher);
        if (k + length < task.k) continue;
        finish(task.out, panel, sums, row, count);
      }
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
