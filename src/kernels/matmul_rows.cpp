#include "kernels/matmul_rows.h"

#include "kernels/scratch.h"
#include "kernels/team.h"

namespace coldread::kernels {

MatmulRows::MatmulRows(ConstMatrixView x, const PackedMatrix& w, int threads) : x_(x), w_(w) {
  if (w.type() != WeightType::int8) return;
  const KernelTable& kernels = table();
  const Int8Groups groups = int8_groups(x.columns);
  // [T][padded K] bytes, then [T][groups] scales and sums, each on a cache line.
  const std::int64_t values = (x.rows * groups.padded() + 63) / 64 * 16;
  const std::int64_t facts = (x.rows * groups.count + 15) / 16 * 16;
  float* room = thread_rows(values + 2 * facts);
  auto* bytes = reinterpret_cast<std::int8_t*>(room);
  float* scales = room + values;
  auto* sums = reinterpret_cast<std::int32_t*>(scales + facts);
#pragma omp parallel for num_threads(team_of(threads, 8 * x.rows * x.columns))
  for (std::int64_t t = 0; t < x.rows; ++t) {
    kernels.quantize(x.row(t), x.columns, groups, bytes + t * groups.padded(), scales + t * groups.count,
                     sums + t * groups.count);
  }
  quantized_ = {.values = bytes, .scales = scales, .sums = sums, .groups = groups};
}

std::int64_t MatmulRows::scratch_size(std::int64_t rows, std::int64_t panels) const {
  return w_.type() == WeightType::int8 ? kInt8Scratch : matmul_scratch(rows, panels, w_.inputs());
}

void MatmulRows::multiply(std::int64_t row, std::int64_t rows, std::int64_t panel, std::int64_t panels,
                          const PanelOutput& out, float* scratch) const {
  const KernelTable& kernels = table();
  if (w_.type() == WeightType::int8) {
    const Int8Groups groups = quantized_.groups;
    kernels.int8.matmul({.x = {.values = quantized_.values + row * groups.padded(),
                               .scales = quantized_.scales + row * groups.count,
                               .sums = quantized_.sums + row * groups.count,
                               .groups = groups},
                         .rows = rows,
                         .panels = static_cast<const std::uint8_t*>(w_.panel_data(panel)),
                         .scales = w_.scales() + panel * groups.count * kPanel,
                         .panel_count = panels,
                         .out = out,
                         .scratch = scratch});
    return;
  }
  const auto multiply = w_.type() == WeightType::bf16 ? kernels.matmul_bf16 : kernels.matmul;
  multiply({.x = x_.row(row),
            .x_stride = x_.stride,
            .rows = rows,
            .k = w_.inputs(),
            .panels = static_cast<const float*>(w_.panel_data(panel)),
            .panel_count = panels,
            .out = out,
            .scratch = scratch});
}

}  // namespace coldread::kernels
