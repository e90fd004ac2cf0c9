#include "kernels/matmul.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/scratch.h"
#include "kernels/table.h"

namespace coldread::kernels {
namespace {

constexpr std::int64_t kChunkRows = 240;  // a multiple of every tile's rows
/// What one task keeps in the second-level cache, in floats: its panels' block, and the sums between blocks.
constexpr std::int64_t kTaskWeights = 192 << 10;
constexpr std::int64_t kTaskSums = 128 << 10;

std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}

/// Panels that one task works on: what fits the cache, but enough tasks for all threads.
std::int64_t panels_of_task(std::int64_t k, std::int64_t panels, std::int64_t row_chunks, int threads) {
  const std::int64_t block = matmul_block(kChunkRows, k);
  const std::int64_t fitting = std::min(kTaskWeights / (block * kPanel), kTaskSums / (kChunkRows * kPanel));
  const std::int64_t tasks = threads == 1 ? 1 : divide_up(4 * threads, row_chunks);
  return std::clamp<std::int64_t>(divide_up(panels, tasks), 1, std::max<std::int64_t>(1, fitting));
}

}  // namespace

PackedMatrix::PackedMatrix(std::int64_t outputs, std::int64_t inputs, bool gated)
    : outputs_(outputs), inputs_(inputs), gated_(gated), data_(panels() * inputs * kPanel) {}

void PackedMatrix::set_columns(std::int64_t p, std::int64_t first, std::int64_t count, const float* rows) {
  constexpr std::int64_t kBlockInputs = 64;  // 64 x 32 floats written, one cache line of each row read at a time
  float* to = panel(p) + first;
  for (std::int64_t start = 0; start < inputs_; start += kBlockInputs) {
    const std::int64_t end = std::min(start + kBlockInputs, inputs_);
    for (std::int64_t column = 0; column < count; ++column) {
      for (std::int64_t k = start; k < end; ++k) to[k * kPanel + column] = rows[column * inputs_ + k];
    }
  }
}

void matmul(ConstMatrixView x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, int threads) {
  COLDREAD_CHECK(x.columns == w.inputs() && y.columns == w.outputs() && x.rows == y.rows);
  const KernelTable& kernels = table();
  const std::int64_t row_chunks = divide_up(x.rows, kChunkRows);
  const std::int64_t group = panels_of_task(w.inputs(), w.panels(), row_chunks, threads);
  const std::int64_t groups = divide_up(w.panels(), group);
#pragma omp parallel for collapse(2) schedule(dynamic) num_threads(threads) if (threads > 1)
  for (std::int64_t g = 0; g < groups; ++g) {
    for (std::int64_t chunk = 0; chunk < row_chunks; ++chunk) {
      const std::int64_t panel = g * group;
      const std::int64_t panels = std::min(group, w.panels() - panel);
      const std::int64_t row = chunk * kChunkRows;
      const std::int64_t rows = std::min(kChunkRows, x.rows - row);
      const std::int64_t column = panel * w.panel_outputs();
      kernels.matmul({.x = x.row(row),
                      .x_stride = x.stride,
                      .rows = rows,
                      .k = w.inputs(),
                      .panels = w.panel(panel),
                      .panel_count = panels,
                      .bias = epilogue.bias == nullptr ? nullptr : epilogue.bias + panel * kPanel,
                      .activation = epilogue.activation,
                      .gated = w.gated(),
                      .accumulate = epilogue.accumulate,
                      .y = y.row(row) + column,
                      .y_stride = y.stride,
                      .columns = std::min(panels * w.panel_outputs(), w.outputs() - column),
                      .scratch = thread_scratch(matmul_scratch(rows, panels, w.inputs()))});
    }
  }
}

}  // namespace coldread::kernels
