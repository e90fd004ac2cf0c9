#include "kernels/norm.h"

#include "kernels/table.h"

namespace coldread::kernels {

void RowNorm::apply(const float* x, std::int64_t size, float* y) const {
  const KernelTable& kernels = table();
  if (kind == NormKind::rms) {
    kernels.rms_norm(x, gain, size, eps, y);
  } else {
    kernels.layer_norm(x, gain, bias, size, eps, y);
  }
}

}  // namespace coldread::kernels
