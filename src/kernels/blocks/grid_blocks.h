#pragma once

#include "kernels/blocks/block_codes.h"
#include "kernels/blocks/grids.h"

// Super-blocks of 256 elements, each four or eight of which are a point of a grid and signs for it.
namespace coldread::kernels::blocks {

inline std::uint32_t read32(const Byte* p) {
  return read16(p) | read16(p + 2) << 16;
}

/// Seven signs, and the eighth that makes the number of minus signs even.
inline std::uint32_t even_signs(std::uint32_t seven) {
  return seven | static_cast<std::uint32_t>(std::popcount(seven) & 1) << 7;
}

/// Codes of Count elements: center plus or minus the value that Bits of the point choose; a set sign bit is a minus.
template <int Count, int Bits, std::size_t Values>
inline void signed_point(std::uint32_t point, std::uint32_t signs, const int (&values)[Values], int center,
                         Byte* codes) {
  for (int i = 0; i < Count; ++i) {
    const int value = values[point >> (Bits * i) & (Values - 1)];
    codes[i] = static_cast<Byte>((signs >> i & 1) != 0 ? center - value : center + value);
  }
}

/// The values of the two-bit grids; no point holds a 3.
constexpr int kIq2Values[4] = {8, 25, 43, 0};
constexpr int kIq3XxsValues[8] = {4, 12, 20, 28, 36, 44, 52, 62};
constexpr int kIq3SValues[8] = {1, 3, 5, 7, 9, 11, 13, 15};

/// f16 d, 8 of {u8 point[4], u32: four times seven signs, then four bits of scale}: d * (scale + 1/2) / 4 * value.
struct Iq2Xxs {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 66, .group = 32, .bits = 7, .center = 43};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 8; ++group) {
      const Byte* points = in + 2 + 8 * group;
      const std::uint32_t signs = read32(points + 4);
      scales[group] = d * (0.5F + static_cast<float>(signs >> 28)) * 0.25F;
      for (int i = 0; i < 4; ++i, codes += 8) {
        signed_point<8, 2>(kIq2XxsGrid[points[i]], even_signs(signs >> (7 * i) & 127), kIq2Values, 43, codes);
      }
    }
  }
};

/// f16 d, u16 q[32] (nine bits of point, seven signs), nibbles scale[16]: d * (scale + 1/2) / 4 * value.
struct Iq2Xs {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 74, .group = 16, .bits = 7, .center = 43};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 16; ++group) {
      const int scale = in[66 + group / 2] >> (4 * (group % 2)) & 15;
      scales[group] = d * (0.5F + static_cast<float>(scale)) * 0.25F;
      for (int i = 0; i < 2; ++i, codes += 8) {
        const std::uint32_t q = read16(in + 2 + 4 * group + 2 * i);
        signed_point<8, 2>(kIq2XsGrid[q & 511], even_signs(q >> 9), kIq2Values, 43, codes);
      }
    }
  }
};

/// f16 d, u8 point[32], u8 signs[32], 2-bit ninth and tenth bits of points[8], nibbles scale[16]:
/// d * (scale + 1/2) / 4 * value.
struct Iq2S {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 82, .group = 16, .bits = 7, .center = 43};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 16; ++group) {
      const int scale = in[74 + group / 2] >> (4 * (group % 2)) & 15;
      scales[group] = d * (0.5F + static_cast<float>(scale)) * 0.25F;
      for (int i = 2 * group; i < 2 * group + 2; ++i, codes += 8) {
        const int high = in[66 + i / 4] >> (2 * (i % 4)) & 3;
        signed_point<8, 2>(kIq2SGrid[in[2 + i] | high << 8], in[34 + i], kIq2Values, 43, codes);
      }
    }
  }
};

/// f16 d, u8 point[64] of four elements, 8 of u32 as in IQ2_XXS: d * (scale + 1/2) / 2 * value.
struct Iq3Xxs {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 98, .group = 32, .bits = 7, .center = 62};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 8; ++group) {
      const Byte* points = in + 2 + 8 * group;
      const std::uint32_t signs = read32(in + 66 + 4 * group);
      scales[group] = d * (0.5F + static_cast<float>(signs >> 28)) * 0.5F;
      for (int i = 0; i < 8; ++i, codes += 4) {
        const std::uint32_t eight = even_signs(signs >> (7 * (i / 2)) & 127);
        signed_point<4, 4>(kIq3XxsGrid[points[i]], eight >> (4 * (i % 2)), kIq3XxsValues, 62, codes);
      }
    }
  }
};

/// f16 d, u8 point[64] of four elements, ninth bits[8], u8 signs[32], nibbles scale[8]: d * (2 * scale + 1) * value.
struct Iq3S {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 110, .group = 32, .bits = 5, .center = 15};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 8; ++group) {
      const int scale = in[106 + group / 2] >> (4 * (group % 2)) & 15;
      scales[group] = d * static_cast<float>(1 + 2 * scale);
      for (int i = 0; i < 8; ++i, codes += 4) {
        const int ninth = in[66 + group] >> i & 1;
        const std::uint32_t signs = in[74 + 4 * group + i / 2] >> (4 * (i % 2));
        signed_point<4, 4>(kIq3SGrid[in[2 + 8 * group + i] | ninth << 8], signs, kIq3SValues, 15, codes);
      }
    }
  }
};

/// Codes of a point of -1, 0 and 1, each 1/8 more, or less where `below`, in eighths: 9 + 8 * element +- 1.
inline void shifted_point(std::uint32_t point, bool below, Byte* codes) {
  for (int i = 0; i < 8; ++i) {
    const auto element = static_cast<int>(point >> (2 * i) & 3) - 1;
    codes[i] = static_cast<Byte>(9 + 8 * element + (below ? -1 : 1));
  }
}

/// f16 d, u8 point[32], 8 of u16 (four times three high bits of a point, three bits of scale, 1/8 below):
/// d * (2 * scale + 1) * (element +- 1/8).
struct Iq1S {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 50, .group = 32, .bits = 5, .center = 9};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    const float d = read_half(in);
    for (int group = 0; group < 8; ++group) {
      const std::uint32_t word = read16(in + 34 + 2 * group);
      scales[group] = d * static_cast<float>(2 * (word >> 12 & 7) + 1) * 0.125F;
      for (int i = 0; i < 4; ++i, codes += 8) {
        const std::uint32_t high = word >> (3 * i) & 7;
        shifted_point(kIq1Grid[in[2 + 4 * group + i] | high << 8], (word & 0x8000) != 0, codes);
      }
    }
  }
};

/// u8 point[32], nibbles[32] (three high bits of a point, 1/8 below), u16 s[4]: four 3-bit scales each and, in their
/// top nibbles, the f16 d, lowest first. d * (2 * scale + 1) * (element +- 1/8).
struct Iq1M {
  static constexpr BlockCodes kCodes = {.elements = 256, .bytes = 56, .group = 16, .bits = 5, .center = 9};
  static void unpack(const Byte* in, Byte* codes, float* scales, float* /*minima*/) {
    std::uint32_t half = 0;
    for (int i = 0; i < 4; ++i) half |= (read16(in + 48 + 2 * i) >> 12) << (4 * i);
    const float d = half_value(static_cast<std::int32_t>(half));
    for (int group = 0; group < 16; ++group) {
      const std::uint32_t scale = read16(in + 48 + 2 * (group / 4)) >> (3 * (group % 4)) & 7;
      scales[group] = d * static_cast<float>(2 * scale + 1) * 0.125F;
      for (int i = 0; i < 2; ++i, codes += 8) {
        const std::uint32_t nibble = in[32 + group] >> (4 * i) & 15;
        shifted_point(kIq1Grid[in[2 * group + i] | (nibble & 7) << 8], (nibble & 8) != 0, codes);
      }
    }
  }
};

}  // namespace coldread::kernels::blocks
