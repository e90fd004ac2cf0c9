#include "kernels/dequantize.h"

#include <array>
#include <bit>
#include <cstdint>
#include <cstring>

#include "base/error.h"
#include "kernels/blocks/blocks_of_32.h"
#include "kernels/blocks/grid_blocks.h"
#include "kernels/blocks/super_blocks.h"
#include "kernels/blocks/ternary_blocks.h"

namespace coldread::kernels {
namespace {

using namespace blocks;

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

/// Exponent bias 7, no infinities, NaN where all seven bits are set. As half precision the same bits mean 2^-8 of that.
void f8_e4m3(const Byte* in, float* out, std::size_t blocks) {
  for (std::size_t i = 0; i < blocks; ++i) {
    const std::int32_t half = (in[i] & 0x7F) << 7 | (in[i] & 0x80) << 8;
    const float value = half_value(half) * 256;
    out[i] = (in[i] & 0x7F) == 0x7F ? half_value(half | 0x7FFF) : value;
  }
}

/// The upper byte of half precision.
void f8_e5m2(const Byte* in, float* out, std::size_t blocks) {
  for (std::size_t i = 0; i < blocks; ++i) out[i] = half_value(in[i] << 8);
}

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
constexpr std::array<StoredType, 28> kStored{{{f32},
                                              {f16},
                                              {bf16},
                                              {f8_e4m3},
                                              {f8_e5m2},
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
                                              blocks_of<Iq4Nl>(),
                                              blocks_of<Iq4Xs>(),
                                              blocks_of<Iq3Xxs>(),
                                              blocks_of<Iq3S>(),
                                              blocks_of<Iq2Xxs>(),
                                              blocks_of<Iq2Xs>(),
                                              blocks_of<Iq2S>(),
                                              blocks_of<Iq1S>(),
                                              blocks_of<Iq1M>(),
                                              blocks_of<Tq1_0>(),
                                              blocks_of<Tq2_0>(),
                                              blocks_of<Mxfp4>(),
                                              blocks_of<Nvfp4>()}};

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
