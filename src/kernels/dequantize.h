#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "io/tensor.h"

namespace coldread::kernels {

/// The values of stored elements as float32: exact for F32, F16 and BF16; for ggml's blocks `scale * q` or
/// `scale * q - minimum`, products and sums rounded one by one (no fused multiply-add), so the bits are ggml's.
/// blocks: a whole number of blocks of the type, any alignment. out: exactly their elements; no aliasing.
/// Any type but `other`.
void dequantize(TensorType type, std::span<const std::byte> blocks, std::span<float> out);

/// IEEE half precision to single, exact; a NaN keeps its payload.
float half_to_float(std::uint16_t half) noexcept;

}  // namespace coldread::kernels
