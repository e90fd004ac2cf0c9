#include "kernels/matmul.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/matmul_rows.h"
#include "kernels/scratch.h"

namespace coldread::kernels {
namespace {

constexpr std::int64_t kChunkRows = 240;  // a multiple of every tile's rows
/// What one task keeps in the second-level cache, in bytes: its panels' block, and the sums between blocks.
constexpr std::int64_t kTaskWeights = 768 << 10;
constexpr std::int64_t kTaskSums = 512 << 10;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Of few rows, what one task reads in bytes: reading begins anew with each, and takes a while to get up to speed.
constexpr std::int64_t kTaskBytes = 32 << 10;
constexpr std::int64_t kMostTaskBytes = 128 << 10;
/// Tasks a thread, so that one which is held up does not hold up all.
constexpr std::int64_t kTasksOfThread = 4;

/// Panels that one task works on: what fits the cache, but enough tasks for all threads.
std::int64_t panels_of_task(const PackedMatrix& w, std::int64_t rows, std::int64_t row_chunks, int threads) {
  if (rows <= kFewRows) {
    const std::int64_t even = divide_up(w.panels(), kTasksOfThread * threads);
    const std::int64_t least = std::max<std::int64_t>(1, kTaskBytes / w.panel_bytes());
    return std::clamp(even, least, std::max(least, kMostTaskBytes / w.panel_bytes()));
  }
  const std::int64_t blocks = divide_up(w.inputs(), matmul_block(kChunkRows, w.inputs()));
  const std::int64_t fitting =
      std::min(kTaskWeights / divide_up(w.panel_bytes(), blocks), kTaskSums / (kChunkRows * kPanel * 4));
  const std::int64_t tasks = threads == 1 ? 1 : divide_up(kTasksOfThread * threads, row_chunks);
  return std::clamp<std::int64_t>(divide_up(w.panels(), tasks), 1, std::max<std::int64_t>(1, fitting));
}

}  // namespace

void matmul(ConstMatrixView x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, Team& team) {
  COLDREAD_CHECK(x.columns == w.inputs() && y.columns == w.outputs() && x.rows == y.rows);
  const MatmulRows prepared(x, w, team);
  const std::int64_t row_chunks = divide_up(x.rows, kChunkRows);
  const std::int64_t group = panels_of_task(w, x.rows, row_chunks, team.size());
  const std::int64_t groups = divide_up(w.panels(), group);
  team.share(groups * row_chunks, [&](std::int64_t task) {
    const std::int64_t panel = task / row_chunks * group;
    const std::int64_t panels = std::min(group, w.panels() - panel);
    const std::int64_t row = task % row_chunks * kChunkRows;
    const std::int64_t rows = std::min(kChunkRows, x.rows - row);
    const std::int64_t column = panel * w.panel_outputs();
    const std::int64_t next = panel + group * team.size();
    prepared.multiply(row, rows, panel, panels, next < w.panels() ? next : -1,
                      {.bias = epilogue.bias == nullptr ? nullptr : epilogue.bias + panel * kPanel,
                       .activation = epilogue.activation,
                       .gated = w.gated(),
                       .accumulate = epilogue.accumulate,
                       .y = y.row(row) + column,
                       .y_stride = y.stride,
                       .columns = std::min(panels * w.panel_outputs(), w.outputs() - column)},
                      thread_scratch(prepared.scratch_size(rows, panels)));
  });
}

}  // namespace coldread::kernels
