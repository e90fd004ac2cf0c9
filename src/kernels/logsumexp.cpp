#include "kernels/logsumexp.h"

#include <algorithm>
#include <vector>

#include "base/error.h"
#include "kernels/elementwise.h"
#include "kernels/matmul_rows.h"
#include "kernels/scalar_math.h"
#include "kernels/table.h"
#include "kernels/tuning.h"
#include "machine/scratch.h"

namespace coldread::kernels {
namespace {

constexpr std::int64_t kChunkPanels = kChunk / kPanel;
constexpr std::int64_t kRow = row_stride(kChunk);

struct Chunks {
  const LogitsRule& rule;
  std::int64_t count;
  std::vector<ChunkSum> sums;  ///< [T][count]
};

/// Logits of one chunk of columns for some rows, and what they come to.
void work(const MatmulRows& x, std::int64_t all_rows, const PackedMatrix& w, std::span<LogitsQuery> queries,
          std::int64_t chunk, std::int64_t first_row, std::int64_t next, Chunks& chunks) {
  const KernelTable& kernels = table();
  const std::int64_t panel = chunk * kChunkPanels;
  const std::int64_t panels = std::min(kChunkPanels, w.panels() - panel);
  const std::int64_t column = chunk * kChunk;
  const std::int64_t columns = std::min(kChunk, w.outputs() - column);
  const std::int64_t own = x.scratch_size(kLogitsRows, panels);
  float* scratch = thread_scratch(own + kLogitsRows * kRow);
  float* logits = scratch + own;
  const std::int64_t end = std::min(first_row + kLogitsTaskRows, all_rows);
  for (std::int64_t row = first_row; row < end; row += kLogitsRows) {
    const std::int64_t rows = std::min(kLogitsRows, end - row);
    x.multiply(row, rows, panel, panels, next < w.panels() ? x.read_of(next) : NextRead{},
               {.bias = chunks.rule.bias == nullptr ? nullptr : chunks.rule.bias + panel * kPanel,
                .y = logits,
                .y_stride = kRow,
                .columns = columns},
               scratch);
    for (std::int64_t r = 0; r < rows; ++r) {
      float* of_row = logits + r * kRow;
      if (chunks.rule.scale != 1 || chunks.rule.cap != 0) {
        kernels.cap(of_row, columns, chunks.rule.scale, chunks.rule.cap);
      }
      const auto t = static_cast<std::size_t>(row + r);
      const LogitsQuery& query = queries[t];
      chunks.sums[t * static_cast<std::size_t>(chunks.count) + static_cast<std::size_t>(chunk)] =
          kernels.chunk_sum(of_row, columns);
      for (std::size_t i = 0; i < query.targets.size(); ++i) {
        const std::int64_t at = query.targets[i] - column;
        if (at >= 0 && at < columns) query.target_logits[i] = of_row[at];
      }
      if (query.logits != nullptr) std::copy_n(of_row, columns, query.logits + column);
    }
  }
}

void merge(std::span<const ChunkSum> sums, LogitsQuery& query) {
  float* shifts = thread_scratch(static_cast<std::int64_t>(sums.size()));
  ChunkSum top = sums[0];
  float poison = 0;
  for (std::size_t c = 0; c < sums.size(); ++c) {
    poison += sums[c].poison;
    if (c > 0 && sums[c].max > top.max) {
      top = sums[c];
      top.argmax += static_cast<std::int32_t>(c) * static_cast<std::int32_t>(kChunk);
    }
  }
  query.finite = poison == 0;
  if (!query.finite) return;
  query.argmax = top.argmax;
  for (std::size_t c = 0; c < sums.size(); ++c) shifts[c] = sums[c].max - top.max;
  exp(shifts, static_cast<std::int64_t>(sums.size()), shifts);
  double total = 0;
  for (std::size_t c = 0; c < sums.size(); ++c)
    total += static_cast<double>(sums[c].sum) * static_cast<double>(shifts[c]);
  query.max = top.max;
  query.log_partition = static_cast<double>(top.max) + log(total);
}

}  // namespace

void answer_logits(const ConstMatrixView& x, const PackedMatrix& w, std::span<LogitsQuery> queries, Team& team,
                   const LogitsRule& rule) {
  COLDREAD_CHECK(x.cols() == w.inputs() && !w.gated() && static_cast<std::int64_t>(queries.size()) == x.rows());
  if (x.rows() == 0) return;
  if (team.size() > 1 && !worth_a_team(x.rows() * w.inputs() * w.outputs(), w.panels() * w.panel_bytes())) {
    Team alone(1);
    return answer_logits(x, w, queries, alone, rule);
  }
  Chunks chunks{.rule = rule, .count = divide_up(w.outputs(), kChunk), .sums = {}};
  chunks.sums.resize(queries.size() * static_cast<std::size_t>(chunks.count));
  const std::int64_t row_tasks = divide_up(x.rows(), kLogitsTaskRows);
  team.reserve(MatmulRows::workspace(x.rows(), w, team.size(), false));
  team.run([&] {
    const MatmulRows prepared(x, w, nullptr, team);
    team.share(chunks.count * row_tasks, [&](std::int64_t task) {
      const std::int64_t chunk = task / row_tasks;
      work(prepared, x.rows(), w, queries, chunk, task % row_tasks * kLogitsTaskRows, (chunk + 1) * kChunkPanels,
           chunks);
    });
    team.share(x.rows(), [&](std::int64_t t) {
      const auto row = static_cast<std::size_t>(t);
      const auto count = static_cast<std::size_t>(chunks.count);
      merge(std::span(chunks.sums).subspan(row * count, count), queries[row]);
    });
  });
}

}  // namespace coldread::kernels
