#include "kernels/matmul_rows.h"

#include <algorithm>
#include <unistd.h>

#include "base/error.h"
#include "kernels/bf16_dots.h"
#include "kernels/tuning.h"
#include "machine/scratch.h"

namespace coldread::kernels {
namespace {

/// [T][row of K] bytes, then [T][groups] scales and starts, each on a cache line. In floats.
struct QuantizedLayout {
  std::int64_t values;
  std::int64_t facts;

  QuantizedLayout(std::int64_t rows, Int8Groups groups)
      : values(rows * groups.row_bytes() / 4), facts(round_up(rows * groups.count, kLanes)) {}
  std::int64_t size() const { return values + 2 * facts; }
};

/// Whether each thread makes all rows for itself.
bool by_each(std::int64_t rows, std::int64_t columns) {
  return rows * columns < 2 * kWorthAThread;
}

/// Bfloat16 of n rows, in floats.
std::int64_t rounded_size(std::int64_t rows, std::int64_t columns) {
  return rows * bf16_dots_row(bf16_dots_padded(columns)) / 2;
}

std::int64_t normed_size(std::int64_t rows, std::int64_t columns) {
  return rows * row_stride(columns);
}

Matmul matmul_of(const KernelTable& kernels, WeightType type) {
  switch (type) {
    case WeightType::bf16:
      return kernels.matmul_bf16;
    case WeightType::f16:
      return kernels.matmul_f16;
    case WeightType::q4:
      return kernels.matmul_q4;
    case WeightType::q8:
      return kernels.matmul_q8;
    case WeightType::q8_16:
      return kernels.matmul_q8_16;
    case WeightType::fp32:
    case WeightType::int8:  // these have tasks of their own
    case WeightType::bf16_dots:
      break;
  }
  return kernels.matmul_fp32;
}

/// row(t) for all of them.
template <typename Row>
void make(bool alone, const ConstMatrixView& x, Team& team, const Row& row) {
  const auto rows_from = [&](std::int64_t first, std::int64_t rows) {
    for (std::int64_t t = first; t < first + rows; ++t) row(t);
  };
  if (alone) return rows_from(0, x.rows());
  team.share_rows(x.rows(), std::max<std::int64_t>(1, kWorthAThread / x.cols()), rows_from);
}

}  // namespace

CacheBudget cache_budget() {
  static const std::int64_t cache = [] {
    const std::int64_t size = ::sysconf(_SC_LEVEL2_CACHE_SIZE);
    return size > 0 ? std::min<std::int64_t>(size, kMostCache) : kUnknownCache;
  }();
  return {.weights = weights_of_cache(cache), .sums = sums_of_cache(cache)};
}

bool panel_by_panel(std::int64_t rows, const PackedMatrix& w) {
  if (rows <= kFewRows) return true;
  if (whole_panels(w.type())) return false;
  const std::int64_t most_rows = w.type() == WeightType::fp32 ? kPanelByPanelRows : kDequantizedPanelByPanelRows;
  const std::int64_t float_panel = w.inputs() * kPanel * 4;
  return rows <= most_rows && 2 * float_panel <= cache_budget().weights;
}

std::int64_t MatmulRows::workspace(std::int64_t rows, const PackedMatrix& w, int threads, bool normed) {
  const std::int64_t copies = by_each(rows, w.inputs()) ? threads : 1;
  if (w.type() == WeightType::int8) return copies * QuantizedLayout(rows, int8_groups(w.inputs())).size();
  if (w.type() == WeightType::bf16_dots) return copies * rounded_size(rows, w.inputs());
  return normed ? copies * normed_size(rows, w.inputs()) : 0;
}

std::int64_t MatmulRows::workspace_up_to(std::int64_t rows, const PackedMatrix& w, int threads, bool normed) {
  const std::int64_t most_by_each = std::min(rows, (2 * kWorthAThread - 1) / w.inputs());
  return std::max(workspace(rows, w, threads, normed), workspace(most_by_each, w, threads, normed));
}

MatmulRows::MatmulRows(const ConstMatrixView& x, const PackedMatrix& w, const RowNorm* norm, Team& team)
    : x_(x.data()),
      x_stride_(x.outerStride()),
      w_(w),
      panels_(w.data(team.node())),
      panel_by_panel_(panel_by_panel(x.rows(), w)) {
  COLDREAD_CHECK(workspace(x.rows(), w, team.size(), norm != nullptr) <= team.workspace_size());
  if (w.type() == WeightType::int8) {
    quantize(x, norm, team);
  } else if (w.type() == WeightType::bf16_dots) {
    round(x, norm, team);
  } else if (norm != nullptr) {
    this->norm(x, *norm, team);
  }
}

void MatmulRows::norm(const ConstMatrixView& x, const RowNorm& norm, Team& team) {
  const bool alone = by_each(x.rows(), x.cols());
  float* normed = team.workspace() + (alone ? team.self() * normed_size(x.rows(), x.cols()) : 0);
  const std::int64_t stride = row_stride(x.cols());
  make(alone, x, team, [&](std::int64_t t) { norm.apply(x.row(t).data(), x.cols(), normed + t * stride); });
  x_ = normed;
  x_stride_ = stride;
}

void MatmulRows::quantize(const ConstMatrixView& x, const RowNorm* norm, Team& team) {
  const KernelTable& kernels = table();
  const Int8Groups groups = int8_groups(x.cols());
  const QuantizedLayout layout(x.rows(), groups);
  const bool alone = by_each(x.rows(), x.cols());
  float* start = team.workspace() + (alone ? team.self() * layout.size() : 0);
  auto* bytes = reinterpret_cast<std::int8_t*>(start);
  float* scales = start + layout.values;
  auto* starts = reinterpret_cast<std::int32_t*>(scales + layout.facts);
  float* normed = norm == nullptr ? nullptr : thread_scratch(x.cols());
  make(alone, x, team, [&](std::int64_t t) {
    if (norm != nullptr) norm->apply(x.row(t).data(), x.cols(), normed);
    kernels.quantize(norm == nullptr ? x.row(t).data() : normed, x.cols(), groups, bytes + t * groups.row_bytes(),
                     scales + t * groups.count, starts + t * groups.count);
  });
  quantized_ = {.values = bytes, .scales = scales, .starts = starts, .groups = groups};
}

void MatmulRows::round(const ConstMatrixView& x, const RowNorm* norm, Team& team) {
  const KernelTable& kernels = table();
  const bool alone = by_each(x.rows(), x.cols());
  const std::int64_t padded = bf16_dots_padded(x.cols());
  auto* to =
      reinterpret_cast<std::uint16_t*>(team.workspace() + (alone ? team.self() * rounded_size(x.rows(), x.cols()) : 0));
  float* normed = norm == nullptr ? nullptr : thread_scratch(x.cols());
  make(alone, x, team, [&](std::int64_t t) {
    if (norm != nullptr) norm->apply(x.row(t).data(), x.cols(), normed);
    kernels.bf16_dots.round(norm == nullptr ? x.row(t).data() : normed, x.cols(), padded,
                            to + t * bf16_dots_row(padded));
  });
  rounded_ = to;
}

std::int64_t MatmulRows::scratch_size(std::int64_t rows, std::int64_t panels) const {
  if (w_.type() == WeightType::int8) return kInt8Scratch;
  if (w_.type() == WeightType::bf16_dots) {
    const std::int64_t k = bf16_dots_padded(w_.inputs());
    const auto of = [&](std::int64_t count) { return bf16_dots_sums(count, panels, k) + bf16_dots_prepared(count, k); };
    return std::max(of(rows), of(std::min(rows, kFewRows)));  // few take all of k at once, and may need more than many
  }
  const std::int64_t sums = matmul_sums(panel_by_panel_, rows, panels, w_.inputs());
  return w_.type() == WeightType::fp32 ? sums : sums + matmul_dequantized(panel_by_panel_, panels, w_.inputs());
}

void MatmulRows::multiply(std::int64_t row, std::int64_t rows, std::int64_t panel, std::int64_t panels,
                          const NextRead& next, const PanelOutput& out, float* scratch) const {
  const KernelTable& kernels = table();
  const std::byte* panel_data = this->panel(panel);
  if (w_.type() == WeightType::int8) {
    const Int8Groups groups = quantized_.groups;
    kernels.int8.matmul({.x = {.values = quantized_.values + row * groups.row_bytes(),
                               .scales = quantized_.scales + row * groups.count,
                               .starts = quantized_.starts + row * groups.count,
                               .groups = groups},
                         .rows = rows,
                         .panels = panel_data,
                         .panel_count = panels,
                         .next = next,
                         .out = out,
                         .scratch = scratch});
    return;
  }
  if (w_.type() == WeightType::bf16_dots) {
    const std::int64_t k = bf16_dots_padded(w_.inputs());
    multiply_bf16_dots(kernels.bf16_dots, {.x = rounded_ + row * bf16_dots_row(k),
                                           .rows = rows,
                                           .k = k,
                                           .panels = panel_data,
                                           .panel_count = panels,
                                           .next = next,
                                           .out = out,
                                           .scratch = scratch});
    return;
  }
  const Matmul matmul = matmul_of(kernels, w_.type());
  matmul({.x = x_ + row * x_stride_,
          .x_stride = x_stride_,
          .rows = rows,
          .k = w_.inputs(),
          .panels = panel_data,
          .panel_bytes = w_.panel_bytes(),
          .panel_count = panels,
          .panel_by_panel = panel_by_panel_,
          .next = next,
          .out = out,
          .scratch = scratch});
}

}  // namespace coldread::kernels
