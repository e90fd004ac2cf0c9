#pragma once

#include "kernels/blocks/block_codes.h"

namespace coldread::kernels::blocks {

// Blocks of 32 (NVFP4: 64). Low nibbles are elements 0 to 15, high ones 16 to 31; so are the bits of the fifth-bit
// word.

inline void nibbles(const Byte* q, Byte* codes) {
  for (int i = 0; i < 16; ++i) codes[i] = q[i] & 15;
  for (int i = 0; i < 16; ++i) codes[16 + i] = q[i] >> 4;
}

/// Nibbles with the fifth bits of a word above them.
inline void five_bits(const Byte* bits, const Byte* q, Byte* codes) {
  const std::uint32_t word = read16(bits) | read16(bits + 2) << 16;
  nibbles(q, codes);
  for (int i = 0; i < 32; ++i) codes[i] = static_cast<Byte>(codes[i] | (word >> i & 1) << 4);
}

/// f16 d, i8 q[32]: d * q, with q + 128 as code.
struct Q8_0 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 34, .group = 32, .bits = 8, .center = 128};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    *scales = read_half(in);
    for (int i = 0; i < 32; ++i) codes[i] = in[2 + i] ^ 128;
  }
};

/// f16 d, nibbles q[16]: d * (q - 8).
struct Q4_0 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 18, .group = 32, .bits = 4, .center = 8};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    *scales = read_half(in);
    nibbles(in + 2, codes);
  }
};

/// f16 d, f16 m, nibbles q[16]: d * q + m.
struct Q4_1 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 20, .group = 32, .bits = 4, .has_minimum = true};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* minima) {
    *scales = read_half(in);
    *minima = read_half(in + 2);
    nibbles(in + 4, codes);
  }
};

/// f16 d, u8 fifth bits[4], nibbles q[16]: d * (q - 16).
struct Q5_0 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 22, .group = 32, .bits = 5, .center = 16};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    *scales = read_half(in);
    five_bits(in + 2, in + 6, codes);
  }
};

/// f16 d, f16 m, u8 fifth bits[4], nibbles q[16]: d * q + m.
struct Q5_1 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 24, .group = 32, .bits = 5, .has_minimum = true};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* minima) {
    *scales = read_half(in);
    *minima = read_half(in + 2);
    five_bits(in + 4, in + 8, codes);
  }
};

/// f16 d, nibbles q[16] that stand for a table's uneven steps: d * table[q], with table[q] + 127 as code.
struct Iq4Nl {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 18, .group = 32, .bits = 8, .center = 127};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    *scales = read_half(in);
    nibbles(in + 2, codes);
    for (int i = 0; i < 32; ++i) codes[i] = static_cast<Byte>(kUnevenSteps[codes[i]] + 127);
  }
};

/// u8 e, nibbles q[16]: 2^(e - 128) * step[q] (twice the numbers of FP4), with step + 12 as code.
struct Mxfp4 {
  static constexpr BlockCodes kCodes = {.elements = 32, .bytes = 17, .group = 32, .bits = 5, .center = 12};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const std::uint32_t e = in[0];
    *scales = std::bit_cast<float>(e < 2 ? 0x0020'0000U << e : (e - 1) << 23U);
    nibbles(in + 1, codes);
    for (int i = 0; i < 32; ++i) codes[i] = static_cast<Byte>(kFp4Steps[codes[i]] + 12);
  }
};

/// Half the number of an unsigned E4M3 byte: exponent bias 7, no infinities; 0 and 127 count as zero, bit 7 as nothing.
inline float half_of_e4m3(std::uint32_t byte) {
  if (byte == 0 || byte == 0x7F) return 0;
  const auto exponent = static_cast<std::int32_t>(byte >> 3 & 15);
  const auto mantissa = static_cast<float>(byte & 7);
  if (exponent == 0) return mantissa * 0x1p-10F;
  return (8 + mantissa) * std::bit_cast<float>((exponent - 11 + 127) << 23);
}

/// u8 d[4], nibbles q[4][8]: half_of_e4m3(d) * step[q], a d for each 16 elements, the low nibbles first; code as MXFP4.
struct Nvfp4 {
  static constexpr BlockCodes kCodes = {.elements = 64, .bytes = 36, .group = 16, .bits = 5, .center = 12};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    for (int group = 0; group < 4; ++group, codes += 16) {
      const Byte* q = in + 4 + 8 * group;
      scales[group] = half_of_e4m3(in[group]);
      for (int i = 0; i < 16; ++i) codes[i] = static_cast<Byte>(kFp4Steps[i < 8 ? q[i] & 15 : q[i - 8] >> 4] + 12);
    }
  }
};

}  // namespace coldread::kernels::blocks
