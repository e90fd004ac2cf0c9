#pragma once

#include <cstdint>
#include <vector>

#include "kernels/packed_matrix.h"

namespace coldread::kernels {

/// w: [outputs, inputs]
inline PackedMatrix packed(const std::vector<float>& w, std::int64_t outputs, std::int64_t inputs) {
  PackedMatrix matrix(outputs, inputs);
  for (std::int64_t n = 0; n < outputs; ++n) matrix.set_columns(n / 32, n % 32, 1, w.data() + n * inputs);
  return matrix;
}

}  // namespace coldread::kernels
