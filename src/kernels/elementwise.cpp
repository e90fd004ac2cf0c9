#include "kernels/elementwise.h"

#include "kernels/table.h"

namespace coldread::kernels {

void activate(Activation activation, const float* x, std::int64_t size, float* y) {
  table().activate(activation, x, size, y);
}

void exp(const float* x, std::int64_t size, float* y) {
  table().exp(x, size, y);
}

}  // namespace coldread::kernels
