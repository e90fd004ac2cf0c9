#include "kernels/matmul.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/matmul_rows.h"
#include "kernels/scratch.h"
#include "kernels/team.h"

namespace coldread::kernels {
namespace {

constexpr std::int64_t kChunkRows = 240;  // a multiple of every tile's rows
/// What one task keeps in the second-level cache, in bytes: its panels' block, and the sums between blocks.
constexpr std::int64_t kTaskWeights = 768 << 10;
constexpr std::int64_t kTaskSums = 512 << 10;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Panels that one task works on: what fits the cache, but enough tasks for all threads.
std::int64_t panels_of_task(const PackedMatrix& w, std::int64_t row_chunks, int threads) {
  const std::int64_t blocks = divide_up(w.inputs(), matmul_block(kChunkRows, w.inputs()));
  const std::int64_t fitting =
      std::min(kTaskWeights / divide_up(w.panel_bytes(), blocks), kTaskSums / (kChunkRows * kPanel * 4));
  const std::int64_t tasks = threads == 1 ? 1 : divide_up(4 * threads, row_chunks);
  return std::clamp<std::int64_t>(divide_up(w.panels(), tasks), 1, std::max<std::int64_t>(1, fitting));
}

}  // namespace

void matmul(ConstMatrixView x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, int threads) {
  COLDREAD_CHECK(x.columns == w.inputs() && y.columns == w.outputs() && x.rows == y.rows);
  threads = team_of(threads, x.rows * w.inputs() * w.outputs(), w.panels() * w.panel_bytes());
  const MatmulRows prepared(x, w, threads);
  const std::int64_t row_chunks = divide_up(x.rows, kChunkRows);
  const std::int64_t group = panels_of_task(w, row_chunks, threads);
  const std::int64_t groups = divide_up(w.panels(), group);
#pragma omp parallel for collapse(2) schedule(dynamic) num_threads(threads) if (threads > 1)
  for (std::int64_t g = 0; g < groups; ++g) {
    for (std::int64_t chunk = 0; chunk < row_chunks; ++chunk) {
      const std::int64_t panel = g * group;
      const std::int64_t panels = std::min(group, w.panels() - panel);
      const std::int64_t row = chunk * kChunkRows;
      const std::int64_t rows = std::min(kChunkRows, x.rows - row);
      const std::int64_t column = panel * w.panel_outputs();
      prepared.multiply(row, rows, panel, panels,
                        {.bias = epilogue.bias == nullptr ? nullptr : epilogue.bias + panel * kPanel,
                         .activation = epilogue.activation,
                         .gated = w.gated(),
                         .accumulate = epilogue.accumulate,
                         .y = y.row(row) + column,
                         .y_stride = y.stride,
                         .columns = std::min(panels * w.panel_outputs(), w.outputs() - column)},
                        thread_scratch(prepared.scratch_size(rows, panels)));
    }
  }
}

}  // namespace coldread::kernels
