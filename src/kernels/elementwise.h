#pragma once

#include <cstdint>

#include "kernels/activation.h"

namespace coldread::kernels {

/// y[i] = activation(x[i]).  x, y: [size], may be the same.
void activate(Activation activation, const float* x, std::int64_t size, float* y,
              const ActivationParameters& parameters = {});

/// y[i] = e^x[i], within 1.01 units in the last place; 0 where that is below the smallest normal float; NaN stays NaN.
/// x, y: [size], may be the same.
void exp(const float* x, std::int64_t size, float* y);

}  // namespace coldread::kernels
