#include "kernels/dequantize.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/error.h"

namespace coldread::kernels {
namespace {

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

void f32(const Byte* in, float* out, std::size_t blocks) {
  std::memcpy(out, in, blocks * sizeof(float));
}

void f16(const Byte* in, float* out, std::size_t blocks) {
  for (std::size_t i = 0; i < blocks; ++i) {
    std::uint16_t half = 0;
    std::memcpy(&half, in + 2 * i, 2);
    out[i] = half_value(half);
  }
}

void bf16(const Byte* in, float* out, std::size_t blocks) {
  for (std::size_t i = 0; i < blocks; ++i) {
    std::uint16_t top = 0;
    std::memcpy(&top, in + 2 * i, 2);
    out[i] = std::bit_cast<float>(static_cast<std::uint32_t>(top) << 16);
  }
}

// Blocks of 32. Low nibbles are elements 0 to 15, high ones 16 to 31; so are the bits of the fifth-bit word.

/// f16 d, i8 q[32]: d * q.
void q8_0(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 34, out += 32) {
    const float d = read_half(in);
    const Byte* q = in + 2;
    for (int i = 0; i < 32; ++i) out[i] = static_cast<float>(static_cast<std::int8_t>(q[i])) * d;
  }
}

/// f16 d, nibbles q[16]: d * (q - 8).
void q4_0(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 18, out += 32) {
    const float d = read_half(in);
    const Byte* q = in + 2;
    for (int i = 0; i < 16; ++i) out[i] = static_cast<float>((q[i] & 15) - 8) * d;
    for (int i = 0; i < 16; ++i) out[16 + i] = static_cast<float>((q[i] >> 4) - 8) * d;
  }
}

/// f16 d, f16 m, nibbles q[16]: d * q + m.
void q4_1(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 20, out += 32) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    const Byte* q = in + 4;
    for (int i = 0; i < 16; ++i) out[i] = static_cast<float>(q[i] & 15) * d + m;
    for (int i = 0; i < 16; ++i) out[16 + i] = static_cast<float>(q[i] >> 4) * d + m;
  }
}

/// The fifth bits of 32 elements, spread to one 0 or 16 each.
inline void spread_fifth_bits(const Byte* bits, Byte* fifth) {
  const std::uint32_t word = read16(bits) | read16(bits + 2) << 16;
  for (int i = 0; i < 32; ++i) fifth[i] = static_cast<Byte>((word >> i & 1) << 4);
}

/// f16 d, u8 fifth bits[4], nibbles q[16]: d * (q - 16).
void q5_0(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 22, out += 32) {
    const float d = read_half(in);
    Byte fifth[32];
    spread_fifth_bits(in + 2, fifth);
    const Byte* q = in + 6;
    for (int i = 0; i < 16; ++i) out[i] = static_cast<float>(((q[i] & 15) | fifth[i]) - 16) * d;
    for (int i = 0; i < 16; ++i) out[16 + i] = static_cast<float>(((q[i] >> 4) | fifth[16 + i]) - 16) * d;
  }
}

/// f16 d, f16 m, u8 fifth bits[4], nibbles q[16]: d * q + m.
void q5_1(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 24, out += 32) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    Byte fifth[32];
    spread_fifth_bits(in + 4, fifth);
    const Byte* q = in + 8;
    for (int i = 0; i < 16; ++i) out[i] = static_cast<float>((q[i] & 15) | fifth[i]) * d + m;
    for (int i = 0; i < 16; ++i) out[16 + i] = static_cast<float>((q[i] >> 4) | fifth[16 + i]) * d + m;
  }
}

/// f16 d, nibbles q[16] that stand for a table's uneven steps: d * table[q].
void iq4_nl(const Byte* in, float* out, std::size_t blocks) {
  constexpr float kSteps[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
  for (; blocks > 0; --blocks, in += 18, out += 32) {
    const float d = read_half(in);
    float values[16];
    for (int i = 0; i < 16; ++i) values[i] = kSteps[i] * d;
    const Byte* q = in + 2;
    for (int i = 0; i < 16; ++i) out[i] = values[q[i] & 15];
    for (int i = 0; i < 16; ++i) out[16 + i] = values[q[i] >> 4];
  }
}

// Super-blocks of 256, in groups of 16 or 32 elements with small integer scales of their own.

/// u8 scales[16] (scale low, minimum high nibble), 2-bit q[64], f16 d, f16 m: (d * scale) * q - m * minimum.
/// Each half of 128 elements takes 32 bytes of q: bits 0..1 of all, then bits 2..3, and so on.
void q2_k(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 84) {
    const float d = read_half(in + 80);
    const float m = read_half(in + 82);
    for (int group = 0; group < 16; ++group, out += 16) {
      const Byte* q = in + 16 + 32 * (group / 8) + 16 * (group % 2);
      const int shift = 2 * (group % 8 / 2);
      const float scale = d * static_cast<float>(in[group] & 15);
      const float minimum = m * static_cast<float>(in[group] >> 4);
      for (int i = 0; i < 16; ++i) out[i] = scale * static_cast<float>(q[i] >> shift & 3) - minimum;
    }
  }
}

/// u8 third bits[32], 2-bit q[64] as in Q2_K, 6-bit scales[12], f16 d: (d * (scale - 32)) * (q - 4).
/// Scale j: low four bits in nibble j of bytes 0..7, high two in bits 2 * (j / 4) of byte 8 + j % 4.
void q3_k(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 110) {
    const float d = read_half(in + 108);
    const Byte* scales = in + 96;
    for (int group = 0; group < 16; ++group, out += 16) {
      const Byte* third = in + 16 * (group % 2);
      const Byte* q = in + 32 + 32 * (group / 8) + 16 * (group % 2);
      const int bit = group / 2;
      const int shift = 2 * (group % 8 / 2);
      const int low = group < 8 ? scales[group] & 15 : scales[group - 8] >> 4;
      const int high = scales[8 + group % 4] >> (2 * (group / 4)) & 3;
      const float scale = d * static_cast<float>((low | high << 4) - 32);
      for (int i = 0; i < 16; ++i) {
        const int value = (q[i] >> shift & 3) | (third[i] >> bit & 1) << 2;
        out[i] = scale * static_cast<float>(value - 4);
      }
    }
  }
}

struct ScaleAndMinimum {
  float scale = 0;
  float minimum = 0;
};

/// The j-th of 8 pairs of 6-bit numbers in 12 bytes, times d and m. Pairs 0..3 take the low six bits of bytes j and
/// j + 4; pairs 4..7 the nibbles of byte j + 4 and, above them, the two top bits of bytes j - 4 and j.
inline ScaleAndMinimum scale_and_minimum(const Byte* p, int j, float d, float m) {
  const int scale = j < 4 ? p[j] & 63 : (p[j + 4] & 15) | (p[j - 4] >> 6) << 4;
  const int minimum = j < 4 ? p[j + 4] & 63 : p[j + 4] >> 4 | (p[j] >> 6) << 4;
  return {.scale = d * static_cast<float>(scale), .minimum = m * static_cast<float>(minimum)};
}

/// f16 d, f16 m, 6-bit pairs[12], nibbles q[128]: (d * scale) * q - m * minimum. Each 64 elements take 32 bytes of q:
/// the low nibbles, then the high ones.
void q4_k(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 144) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    for (int pair = 0; pair < 4; ++pair, out += 64) {
      const Byte* q = in + 16 + 32 * pair;
      const ScaleAndMinimum a = scale_and_minimum(in + 4, 2 * pair, d, m);
      const ScaleAndMinimum b = scale_and_minimum(in + 4, 2 * pair + 1, d, m);
      for (int i = 0; i < 32; ++i) out[i] = a.scale * static_cast<float>(q[i] & 15) - a.minimum;
      for (int i = 0; i < 32; ++i) out[32 + i] = b.scale * static_cast<float>(q[i] >> 4) - b.minimum;
    }
  }
}

/// f16 d, f16 m, 6-bit pairs[12], u8 fifth bits[32], nibbles q[128] as in Q4_K: (d * scale) * q - m * minimum.
/// Bit g of fifth-bit byte i belongs to element i of group g of 32.
void q5_k(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 176) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    const Byte* fifth = in + 16;
    for (int pair = 0; pair < 4; ++pair, out += 64) {
      const Byte* q = in + 48 + 32 * pair;
      const ScaleAndMinimum a = scale_and_minimum(in + 4, 2 * pair, d, m);
      const ScaleAndMinimum b = scale_and_minimum(in + 4, 2 * pair + 1, d, m);
      const int bit = 2 * pair;
      for (int i = 0; i < 32; ++i) {
        const int value = (q[i] & 15) | (fifth[i] >> bit & 1) << 4;
        out[i] = a.scale * static_cast<float>(value) - a.minimum;
      }
      for (int i = 0; i < 32; ++i) {
        const int value = q[i] >> 4 | (fifth[i] >> (bit + 1) & 1) << 4;
        out[32 + i] = b.scale * static_cast<float>(value) - b.minimum;
      }
    }
  }
}

/// nibbles low[128], 2-bit high[64], i8 scales[16], f16 d: (d * scale) * (q - 32). Each half of 128 elements is four
/// strips of 32: nibbles low of bytes 0..31, low of 32..63, high of 0..31, high of 32..63; high bits 2 * strip.
void q6_k(const Byte* in, float* out, std::size_t blocks) {
  for (; blocks > 0; --blocks, in += 210) {
    const float d = read_half(in + 208);
    for (int group = 0; group < 16; ++group, out += 16) {
      const int half = group / 8;
      const int strip = group % 8 / 2;
      const int first = 16 * (group % 2);
      const Byte* low = in + 64 * half + 32 * (strip % 2) + first;
      const Byte* high = in + 128 + 32 * half + first;
      const int low_shift = 4 * (strip / 2);
      const int high_shift = 2 * strip;
      const float scale = d * static_cast<float>(static_cast<std::int8_t>(in[192 + group]));
      for (int i = 0; i < 16; ++i) {
        const int value = (low[i] >> low_shift & 15) | (high[i] >> high_shift & 3) << 4;
        out[i] = scale * static_cast<float>(value - 32);
      }
    }
  }
}

using Unpack = void (*)(const Byte*, float*, std::size_t);

/// In the order of TensorType.
constexpr std::array<Unpack, 14> kUnpack{f32,  f16,  bf16, q8_0, q4_0, q4_1, q5_0,
                                         q5_1, q2_k, q3_k, q4_k, q5_k, q6_k, iq4_nl};

}  // namespace

void dequantize(TensorType type, std::span<const std::byte> blocks, std::span<float> out) {
  COLDREAD_CHECK(type != TensorType::other);
  const std::size_t count = blocks.size() / block_bytes(type);
  COLDREAD_CHECK(blocks.size() % block_bytes(type) == 0 && out.size() == count * block_elements(type));
  if (count == 0) return;
  kUnpack[static_cast<std::size_t>(type)](reinterpret_cast<const Byte*>(blocks.data()), out.data(), count);
}

float half_to_float(std::uint16_t half) noexcept {
  return half_value(half);
}

}  // namespace coldread::kernels
