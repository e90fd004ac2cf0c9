#include "kernels/elementwise.h"

#include "kernels/table.h"

namespace coldread::kernels {

void activate(Activation activation, const float* x, std::int64_t size, float* y,
              const ActivationParameters& parameters) {
  table().activate(activation, parameters, x, size, y);
}

void exp(const float* x, std::int64_t size, float* y) {
  table().exp(x, size, y);
}

}  // namespace coldread::kernels
