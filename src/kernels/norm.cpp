#include "kernels/norm.h"

#include "kernels/table.h"
#include "kernels/team.h"

namespace coldread::kernels {

void rms_norm(ConstMatrixView x, const float* gain, float eps, MatrixView y, int threads) {
  const KernelTable& kernels = table();
#pragma omp parallel for num_threads(team_of(threads, 8 * x.rows * x.columns))
  for (std::int64_t t = 0; t < x.rows; ++t) kernels.rms_norm(x.row(t), gain, x.columns, eps, y.row(t));
}

void layer_norm(ConstMatrixView x, const float* gain, const float* bias, float eps, MatrixView y, int threads) {
  const KernelTable& kernels = table();
#pragma omp parallel for num_threads(team_of(threads, 8 * x.rows * x.columns))
  for (std::int64_t t = 0; t < x.rows; ++t) kernels.layer_norm(x.row(t), gain, bias, x.columns, eps, y.row(t));
}

}  // namespace coldread::kernels
