#include "kernels/matmul_rows.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/matmul.h"

namespace coldread::kernels {
namespace {

/// [T][padded K] bytes, then [T][groups] scales and sums, each on a cache line. In floats.
struct Room {
  std::int64_t values;
  std::int64_t facts;

  Room(std::int64_t rows, Int8Groups groups)
      : values((rows * groups.padded() + 63) / 64 * 16), facts((rows * groups.count + 15) / 16 * 16) {}
  std::int64_t size() const { return values + 2 * facts; }
};

}  // namespace

std::int64_t matmul_room(std::int64_t rows, const PackedMatrix& w) {
  return w.type() == WeightType::int8 ? Room(rows, int8_groups(w.inputs())).size() : 0;
}

MatmulRows::MatmulRows(ConstMatrixView x, const PackedMatrix& w, Team& team) : x_(x), w_(w) {
  if (w.type() != WeightType::int8) return;
  const KernelTable& kernels = table();
  const Int8Groups groups = int8_groups(x.columns);
  const Room room(x.rows, groups);
  COLDREAD_CHECK(room.size() <= team.room_size());
  auto* bytes = reinterpret_cast<std::int8_t*>(team.room());
  float* scales = team.room() + room.values;
  auto* sums = reinterpret_cast<std::int32_t*>(scales + room.facts);
  const std::int64_t worth_a_thread = std::max<std::int64_t>(1, 4096 / x.columns);
  team.share_rows(x.rows, worth_a_thread, [&](std::int64_t first, std::int64_t rows) {
    for (std::int64_t t = first; t < first + rows; ++t) {
      kernels.quantize(x.row(t), x.columns, groups, bytes + t * groups.padded(), scales + t * groups.count,
                       sums + t * groups.count);
    }
  });
  quantized_ = {.values = bytes, .scales = scales, .sums = sums, .groups = groups};
}

std::int64_t MatmulRows::scratch_size(std::int64_t rows, std::int64_t panels) const {
  return w_.type() == WeightType::int8 ? kInt8Scratch : matmul_scratch(rows, panels, w_.inputs());
}

void MatmulRows::multiply(std::int64_t row, std::int64_t rows, std::int64_t panel, std::int64_t panels,
                          std::int64_t next, const PanelOutput& out, float* scratch) const {
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
                         .next = next < 0 ? nullptr : static_cast<const std::uint8_t*>(w_.panel_data(next)),
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
            .next = next < 0 ? nullptr : static_cast<const float*>(w_.panel_data(next)),
            .out = out,
            .scratch = scratch});
}

}  // namespace coldread::kernels
