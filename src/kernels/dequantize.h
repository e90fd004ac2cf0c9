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

/// How the elements of a block type are coded: codes of `bits` bits, in groups of `group` that lie side by
/// side. None for plain floats.
struct CodeForm {
  int group = 0;
  int bits = 0;
};
CodeForm code_form(TensorType type);

/// A code for each element, a scale and an offset for each group.
struct CodesOut {
  std::uint8_t* codes = nullptr;
  float* scales = nullptr;
  float* offsets = nullptr;
};
/// The codes of stored blocks, such that code * scale + offset, rounded once, is what dequantize() gives, but for the
/// sign of a zero, and NaN where the scale is not finite. The product alone fits float32, so a fused multiply-add and
/// two steps agree.
void read_codes(TensorType type, std::span<const std::byte> blocks, const CodesOut& out);

/// IEEE half precision to single, exact; a NaN keeps its payload.
float half_to_float(std::uint16_t half) noexcept;

}  // namespace coldread::kernels
