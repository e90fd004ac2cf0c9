#pragma once

#include <algorithm>

#include "kernels/blocks/block_codes.h"

namespace coldread::kernels::blocks {

// Super-blocks of 256 elements -1, 0, 1 under one scale, d * (code - 1); the scale is repeated for each group of 32.

/// One digit of each byte of strings in base 3. A byte holds five digits as round_up(256 * 0.abcde): the k-th is the
/// integer part of 3 * (byte * 3^k mod 256) / 256.
inline void ternary_digits(const Byte* in, int count, int power, Byte* codes) {
  for (int i = 0; i < count; ++i) codes[i] = static_cast<Byte>(static_cast<Byte>(in[i] * power) * 3 >> 8);
}

/// u8 q[48] of five digits, u8 r[4] of four, f16 d. The first digits of q[0..31], the second, and so on; the same of
/// q[32..47]; the same of r.
struct Tq1_0 {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 54, .group = 32, .bits = 2, .center = 1};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    constexpr int kPowers[5] = {1, 3, 9, 27, 81};
    for (int k = 0; k < 5; ++k) ternary_digits(in, 32, kPowers[k], codes + 32 * k);
    for (int k = 0; k < 5; ++k) ternary_digits(in + 32, 16, kPowers[k], codes + 160 + 16 * k);
    for (int k = 0; k < 4; ++k) ternary_digits(in + 48, 4, kPowers[k], codes + 240 + 4 * k);
    std::fill_n(scales, 8, read_half(in + 52));
  }
};

/// 2-bit q[64], f16 d. Each half of 128 elements takes 32 bytes of q: bits 0..1 of all, then bits 2..3, and so on.
struct Tq2_0 {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 66, .group = 32, .bits = 2, .center = 1};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    for (int group = 0; group < 8; ++group, codes += 32) {
      const Byte* q = in + 32 * (group / 4);
      for (int i = 0; i < 32; ++i) codes[i] = q[i] >> (2 * (group % 4)) & 3;
    }
    std::fill_n(scales, 8, read_half(in + 64));
  }
};

}  // namespace coldread::kernels::blocks
