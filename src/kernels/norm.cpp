#include "kernels/norm.h"

#include <algorithm>

#include "kernels/table.h"

namespace coldread::kernels {
namespace {

/// Rows that are about a microsecond's work.
std::int64_t worth_a_thread(std::int64_t columns) {
  return std::max<std::int64_t>(1, 8192 / columns);
}

}  // namespace

void rms_norm(ConstMatrixView x, const float* gain, float eps, MatrixView y, Team& team) {
  const KernelTable& kernels = table();
  team.share_rows(x.rows, worth_a_thread(x.columns), [&](std::int64_t first, std::int64_t rows) {
    for (std::int64_t t = first; t < first + rows; ++t) kernels.rms_norm(x.row(t), gain, x.columns, eps, y.row(t));
  });
}

void layer_norm(ConstMatrixView x, const float* gain, const float* bias, float eps, MatrixView y, Team& team) {
  const KernelTable& kernels = table();
  team.share_rows(x.rows, worth_a_thread(x.columns), [&](std::int64_t first, std::int64_t rows) {
    for (std::int64_t t = first; t < first + rows; ++t) {
      kernels.layer_norm(x.row(t), gain, bias, x.columns, eps, y.row(t));
    }
  });
}

}  // namespace coldread::kernels
