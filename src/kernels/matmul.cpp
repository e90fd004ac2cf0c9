#include "kernels/matmul.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/matmul_rows.h"
#include "kernels/tuning.h"
#include "machine/scratch.h"

namespace coldread::kernels {
namespace {

/// Rows of a task, as even as can be.
std::int64_t chunk_rows(const PackedMatrix& w, std::int64_t rows, int threads) {
  if (panel_by_panel(rows, w)) return std::max<std::int64_t>(rows, 1);
  // One thread takes them all where no sums wait between blocks of k: it dequantises once.
  if (threads == 1 && !whole_panels(w.type()) && matmul_block(w.inputs()) == w.inputs()) return rows;
  const std::int64_t chunks = divide_up(rows, kChunkRows);
  return round_up(divide_up(rows, chunks), kTilesRows);
}

/// Into how many groups the panels go, as even as can be: what fits the cache, but enough tasks for all threads.
std::int64_t panel_groups(const PackedMatrix& w, std::int64_t rows, std::int64_t row_chunks, int threads) {
  const std::int64_t wanted = kTasksOfThread * threads;
  if (panel_by_panel(rows, w)) {
    const std::int64_t most_panels = std::max<std::int64_t>(1, kMostTaskBytes / w.panel_bytes());
    const std::int64_t fewest_panels = std::max<std::int64_t>(1, kTaskBytes / w.panel_bytes());
    const std::int64_t least = divide_up(w.panels(), most_panels);
    const std::int64_t groups = std::clamp(wanted, least, std::max(least, w.panels() / fewest_panels));
    return std::min(divide_up(groups, threads) * threads, w.panels());
  }
  // What the cache holds of a panel while rows pass over it: all of it, or a block of k of what becomes float32.
  const std::int64_t panel_bytes = whole_panels(w.type()) ? w.panel_bytes() : matmul_block(w.inputs()) * kPanel * 4;
  const CacheBudget budget = cache_budget();
  const std::int64_t fitting = std::min(budget.weights / panel_bytes, budget.sums / (kChunkRows * kPanel * 4));
  const std::int64_t least = divide_up(w.panels(), std::max<std::int64_t>(1, fitting));
  const std::int64_t groups = threads == 1 ? least : std::max(least, divide_up(wanted, row_chunks));
  return std::min(divide_up(groups, threads) * threads, w.panels());  // as many for each thread
}

/// A product in tasks: of each group of panels all chunks of rows, one after the other.
struct Tasks {
  std::int64_t chunk;  ///< rows
  std::int64_t row_chunks;
  std::int64_t groups;
  std::int64_t panels;

  Tasks(const PackedMatrix& w, std::int64_t rows, int threads)
      : chunk(chunk_rows(w, rows, threads)),
        row_chunks(divide_up(rows, chunk)),
        groups(panel_groups(w, rows, row_chunks, threads)),
        panels(w.panels()) {}

  std::int64_t count() const { return groups * row_chunks; }
  std::int64_t first_panel(std::int64_t task) const { return panels * (task / row_chunks) / groups; }
  std::int64_t end_panel(std::int64_t task) const { return panels * (task / row_chunks + 1) / groups; }
  std::int64_t first_row(std::int64_t task) const { return task % row_chunks * chunk; }
};

}  // namespace

std::int64_t matmul_workspace(std::int64_t rows, const PackedMatrix& w, int threads, bool normed) {
  return MatmulRows::workspace(rows, w, threads, normed);
}

NextRead first_read(const PackedMatrix& w, std::int64_t rows, const Team& team) {
  const Tasks tasks(w, rows, team.size());
  const Team::Part own = team.part(tasks.count());
  if (own.first == own.end) return {};
  return {w.data(team.node()) + tasks.first_panel(own.first) * w.panel_bytes(), w.panel_bytes()};
}

void matmul(const ConstMatrixView& x, const PackedMatrix& w, const Epilogue& epilogue, MatrixView y, Team& team,
            const RowNorm* norm, const NextRead& then) {
  COLDREAD_CHECK(x.cols() == w.inputs() && y.cols() == w.outputs() && x.rows() == y.rows());
  const MatmulRows prepared(x, w, norm, team);
  const Tasks tasks(w, x.rows(), team.size());
  const Team::Part own = team.part(tasks.count());
  team.share(tasks.count(), [&](std::int64_t task) {
    const std::int64_t panel = tasks.first_panel(task);
    const std::int64_t panels = tasks.end_panel(task) - panel;
    const std::int64_t row = tasks.first_row(task);
    const std::int64_t rows = std::min(tasks.chunk, x.rows() - row);
    const std::int64_t column = panel * w.panel_outputs();
    prepared.multiply(row, rows, panel, panels,
                      own.goes_on(task) ? prepared.read_of(tasks.first_panel(task + 1)) : then,
                      {.bias = epilogue.bias == nullptr ? nullptr : epilogue.bias + panel * kPanel,
                       .activation = epilogue.activation,
                       .parameters = epilogue.parameters,
                       .gated = w.gated(),
                       .accumulate = epilogue.accumulate,
                       .y = y.row(row).data() + column,
                       .y_stride = y.outerStride(),
                       .columns = std::min(panels * w.panel_outputs(), w.outputs() - column)},
                      thread_scratch(prepared.scratch_size(rows, panels)));
  });
}

}  // namespace coldread::kernels
