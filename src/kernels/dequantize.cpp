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

/// An element of a block is (code - center) * scale + minimum, with a scale and perhaps a minimum for each group.
struct BlockCodes {
  int elements = 0;
  int bytes = 0;
  int group = 0;
  int bits = 0;
  int center = 0;
  bool has_minimum = false;
};

// Blocks of 32. Low nibbles are elements 0 to 15, high ones 16 to 31; so are the bits of the fifth-bit word.

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
    constexpr int kSteps[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
    *scales = read_half(in);
    nibbles(in + 2, codes);
    for (int i = 0; i < 32; ++i) codes[i] = static_cast<Byte>(kSteps[codes[i]] + 127);
  }
};

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

template <typename Block>
void floats_of(const Byte* in, float* out, std::size_t blocks) {
  constexpr BlockCodes kForm = Block::kCodes;
  constexpr int kGroups = kForm.elements / kForm.group;
  for (; blocks > 0; --blocks, in += kForm.bytes) {
    Byte codes[std::size_t{kForm.elements}];
    float scales[std::size_t{kGroups}];
    float minima[std::size_t{kGroups}] = {};
    Block::unpack(in, codes, scales, minima);
    for (int group = 0; group < kGroups; ++group, out += kForm.group) {
      for (int i = 0; i < kForm.group; ++i) {
        const float product = static_cast<float>(codes[group * kForm.group + i] - kForm.center) * scales[group];
        out[i] = kForm.has_minimum ? product + minima[group] : product;
      }
    }
  }
}

template <typename Block>
void codes_of(const Byte* in, const CodesOut& out, std::size_t blocks) {
  constexpr BlockCodes kForm = Block::kCodes;
  constexpr std::size_t kGroups = kForm.elements / kForm.group;
  for (std::size_t b = 0; b < blocks; ++b) {
    float* scales = out.scales + b * kGroups;
    float* offsets = out.offsets + b * kGroups;
    Block::unpack(in + b * kForm.bytes, out.codes + b * kForm.elements, scales, offsets);
    if (kForm.has_minimum) continue;
    for (std::size_t group = 0; group < kGroups; ++group) offsets[group] = scales[group] * -kForm.center;
  }
}

struct StoredType {
  void (*floats)(const Byte*, float*, std::size_t);
  void (*codes)(const Byte*, const CodesOut&, std::size_t) = nullptr;
  CodeForm form = {};
};

template <typename Block>
constexpr StoredType blocks_of() {
  return {.floats = floats_of<Block>,
          .codes = codes_of<Block>,
          .form = {.group = Block::kCodes.group, .bits = Block::kCodes.bits}};
}

/// In the order of TensorType.
constexpr std::array<StoredType, 14> kStored{{{f32},
                                              {f16},
                                              {bf16},
                                              blocks_of<Q8_0>(),
                                              blocks_of<Q4_0>(),
                                              blocks_of<Q4_1>(),
                                              blocks_of<Q5_0>(),
                                              blocks_of<Q5_1>(),
                                              blocks_of<Q2K>(),
                                              blocks_of<Q3K>(),
                                              blocks_of<Q4K>(),
                                              blocks_of<Q5K>(),
                                              blocks_of<Q6K>(),
                                              blocks_of<Iq4Nl>()}};

const StoredType& stored(TensorType type) {
  COLDREAD_CHECK(type != TensorType::other);
  return kStored[static_cast<std::size_t>(type)];
}

}  // namespace

void dequantize(TensorType type, std::span<const std::byte> blocks, std::span<float> out) {
  const StoredType& as = stored(type);
  const std::size_t count = blocks.size() / block_bytes(type);
  COLDREAD_CHECK(blocks.size() % block_bytes(type) == 0 && out.size() == count * block_elements(type));
  if (count > 0) as.floats(reinterpret_cast<const Byte*>(blocks.data()), out.data(), count);
}

CodeForm code_form(TensorType type) {
  return stored(type).form;
}

void read_codes(TensorType type, std::span<const std::byte> blocks, const CodesOut& out) {
  const StoredType& as = stored(type);
  COLDREAD_CHECK(as.codes != nullptr && blocks.size() % block_bytes(type) == 0);
  as.codes(reinterpret_cast<const Byte*>(blocks.data()), out, blocks.size() / block_bytes(type));
}

float half_to_float(std::uint16_t half) noexcept {
  return half_value(half);
}

}  // namespace coldread::kernels
