#pragma once

#include <cstdint>

#include "io/tensor.h"

namespace coldread {

/// Elements [first, first + count) of a tensor as float32, times their scales where it has any, rounded once more then.
/// Whole blocks.
void read_elements(const TensorView& tensor, std::int64_t first, std::int64_t count, float* to);

}  // namespace coldread
