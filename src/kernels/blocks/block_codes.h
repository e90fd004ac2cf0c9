#pragma once

#include <bit>
#include <cstdint>

// What the readers of ggml's blocks are made of. For dequantize.cpp alone.
namespace coldread::kernels::blocks {

using Byte = std::uint8_t;

/// Half precision: exponent and mantissa shifted into a float's places, with the exponent's bias moved from 15 to 127;
/// a subnormal is its mantissa times 2^-24. Free of branches, so that loops over it are vectorised, and without
/// arithmetic on subnormal floats, which would cost a hundred cycles each.
inline float half_value(std::int32_t half) {
  const std::int32_t magnitude = half & 0x7FFF;
  const std::int32_t normal = (magnitude << 13) + (112 << 23);
  const std::int32_t special = normal | 0x7F800000;  // infinities and NaN
  const std::int32_t subnormal = std::bit_cast<std::int32_t>(static_cast<float>(magnitude) * 0x1p-24f);
  std::int32_t bits = magnitude < 0x0400 ? subnormal : normal;
  bits = magnitude >= 0x7C00 ? special : bits;
  return std::bit_cast<float>(bits | (half & 0x8000) << 16);
}

inline std::uint32_t read16(const Byte* p) {
  return static_cast<std::uint32_t>(p[0]) | static_cast<std::uint32_t>(p[1]) << 8;
}

inline float read_half(const Byte* p) {
  return half_value(static_cast<std::int32_t>(read16(p)));
}

/// An element of a block is (code - center) * scale + minimum, with a scale and perhaps a minimum for each group.
struct BlockCodes {
  int elements = 0;
  int bytes = 0;
  int group = 0;
  int bits = 0;
  int center = 0;
  bool has_minimum = false;
};

/// The steps of IQ4_NL and IQ4_XS, by code.
constexpr int kUnevenSteps[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
/// Twice the numbers of FP4 (E2M1), by code. Source: OCP Microscaling Formats 1.0, 5.3.3.
constexpr int kFp4Steps[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

}  // namespace coldread::kernels::blocks
