#pragma once

#include "kernels/table.h"

namespace coldread::kernels {

/// kernel.matmul(task) while the processor takes numbers below the smallest normal one for zero and makes none, as its
/// own dots of bfloat16 always do; what was set before is restored. Of these dots alone, and each kind of processor has
/// its own way (x86/bf16_dots.cpp).
void multiply_bf16_dots(const Bf16DotsKernel& kernel, const Bf16DotsTask& task);

}  // namespace coldread::kernels
