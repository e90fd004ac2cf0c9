#pragma once

#include "kernels/blocks/block_codes.h"

namespace coldread::kernels::blocks {

// Super-blocks of 256, in groups of 16 or 32 elements with small integer scales of their own.

/// u8 scales[16] (scale low, minimum high nibble), 2-bit q[64], f16 d, f16 m: (d * scale) * q - m * minimum.
/// Each half of 128 elements takes 32 bytes of q: bits 0..1 of all, then bits 2..3, and so on.
struct Q2K {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 84, .group = 16, .bits = 2, .has_minimum = true};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* minima) {
    const float d = read_half(in + 80);
    const float m = read_half(in + 82);
    for (int group = 0; group < 16; ++group, codes += 16) {
      const Byte* q = in + 16 + 32 * (group / 8) + 16 * (group % 2);
      const int shift = 2 * (group % 8 / 2);
      scales[group] = d * static_cast<float>(in[group] & 15);
      minima[group] = -(m * static_cast<float>(in[group] >> 4));
      for (int i = 0; i < 16; ++i) codes[i] = q[i] >> shift & 3;
    }
  }
};

/// u8 third bits[32], 2-bit q[64] as in Q2_K, 6-bit scales[12], f16 d: (d * (scale - 32)) * (q - 4).
/// Scale j: low four bits in nibble j of bytes 0..7, high two in bits 2 * (j / 4) of byte 8 + j % 4.
struct Q3K {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 110, .group = 16, .bits = 3, .center = 4};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in + 108);
    const Byte* packed = in + 96;
    for (int group = 0; group < 16; ++group, codes += 16) {
      const Byte* third = in + 16 * (group % 2);
      const Byte* q = in + 32 + 32 * (group / 8) + 16 * (group % 2);
      const int bit = group / 2;
      const int shift = 2 * (group % 8 / 2);
      const int low = group < 8 ? packed[group] & 15 : packed[group - 8] >> 4;
      const int high = packed[8 + group % 4] >> (2 * (group / 4)) & 3;
      scales[group] = d * static_cast<float>((low | high << 4) - 32);
      for (int i = 0; i < 16; ++i) codes[i] = static_cast<Byte>((q[i] >> shift & 3) | (third[i] >> bit & 1) << 2);
    }
  }
};

/// The j-th of 8 pairs of 6-bit numbers in 12 bytes: d times the first, and less m times the second. Pairs 0..3 take
/// the low six bits of bytes j and j + 4; pairs 4..7 the nibbles of byte j + 4 and, above them, the two top bits of
/// bytes j - 4 and j.
inline void scale_and_minimum(const Byte* p, int j, float d, float m, float* scales, float* minima) {
  const int scale = j < 4 ? p[j] & 63 : (p[j + 4] & 15) | (p[j - 4] >> 6) << 4;
  const int minimum = j < 4 ? p[j + 4] & 63 : p[j + 4] >> 4 | (p[j] >> 6) << 4;
  scales[j] = d * static_cast<float>(scale);
  minima[j] = -(m * static_cast<float>(minimum));
}

/// f16 d, f16 m, 6-bit pairs[12], nibbles q[128]: (d * scale) * q - m * minimum. Each 64 elements take 32 bytes of q:
/// the low nibbles, then the high ones.
struct Q4K {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 144, .group = 32, .bits = 4, .has_minimum = true};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* minima) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    for (int group = 0; group < 8; ++group, codes += 32) {
      const Byte* q = in + 16 + 32 * (group / 2);
      const int shift = 4 * (group % 2);
      scale_and_minimum(in + 4, group, d, m, scales, minima);
      for (int i = 0; i < 32; ++i) codes[i] = q[i] >> shift & 15;
    }
  }
};

/// f16 d, f16 m, 6-bit pairs[12], u8 fifth bits[32], nibbles q[128] as in Q4_K: (d * scale) * q - m * minimum.
/// Bit g of fifth-bit byte i belongs to element i of group g of 32.
struct Q5K {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 176, .group = 32, .bits = 5, .has_minimum = true};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* minima) {
    const float d = read_half(in);
    const float m = read_half(in + 2);
    const Byte* fifth = in + 16;
    for (int group = 0; group < 8; ++group, codes += 32) {
      const Byte* q = in + 48 + 32 * (group / 2);
      const int shift = 4 * (group % 2);
      scale_and_minimum(in + 4, group, d, m, scales, minima);
      for (int i = 0; i < 32; ++i) codes[i] = static_cast<Byte>((q[i] >> shift & 15) | (fifth[i] >> group & 1) << 4);
    }
  }
};

/// nibbles low[128], 2-bit high[64], i8 scales[16], f16 d: (d * scale) * (q - 32). Each half of 128 elements is four
/// strips of 32: nibbles low of bytes 0..31, low of 32..63, high of 0..31, high of 32..63; high bits 2 * strip.
struct Q6K {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 210, .group = 16, .bits = 6, .center = 32};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in + 208);
    for (int group = 0; group < 16; ++group, codes += 16) {
      const int half = group / 8;
      const int strip = group % 8 / 2;
      const int first = 16 * (group % 2);
      const Byte* low = in + 64 * half + 32 * (strip % 2) + first;
      const Byte* high = in + 128 + 32 * half + first;
      const int low_shift = 4 * (strip / 2);
      const int high_shift = 2 * strip;
      scales[group] = d * static_cast<float>(static_cast<std::int8_t>(in[192 + group]));
      for (int i = 0; i < 16; ++i) {
        codes[i] = static_cast<Byte>((low[i] >> low_shift & 15) | (high[i] >> high_shift & 3) << 4);
      }
    }
  }
};

/// f16 d, u16 high, u8 low[4], nibbles q[128]: (d * (scale - 32)) * step[q], with step + 127 as code. Scale j: four
/// bits in nibble j of low, two in bits 2j of high. Each group of 32 takes 16 bytes of q: the low nibbles, then the
/// high ones.
struct Iq4Xs {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 136, .group = 32, .bits = 8, .center = 127};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    const std::uint32_t high = read16(in + 2);
    for (int group = 0; group < 8; ++group, codes += 32) {
      const Byte* q = in + 8 + 16 * group;
      const int low = in[4 + group / 2] >> (4 * (group % 2)) & 15;
      const int scale = low | static_cast<int>(high >> (2 * group) & 3) << 4;
      scales[group] = d * static_cast<float>(scale - 32);
      for (int i = 0; i < 16; ++i) codes[i] = static_cast<Byte>(kUnevenSteps[q[i] & 15] + 127);
      for (int i = 0; i < 16; ++i) codes[16 + i] = static_cast<Byte>(kUnevenSteps[q[i] >> 4] + 127);
    }
  }
};

}  // namespace coldread::kernels::blocks
