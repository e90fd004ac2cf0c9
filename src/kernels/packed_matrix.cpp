#include "kernels/packed_matrix.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#include "base/error.h"
#include "kernels/tuning.h"

namespace coldread::kernels {
namespace {

std::uint16_t to_bf16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  if (std::isnan(value)) return static_cast<std::uint16_t>(bits >> 16 | 0x40U);
  return static_cast<std::uint16_t>((bits + 0x7FFFU + (bits >> 16 & 1U)) >> 16);
}

void pack_bf16(const float* columns, std::int64_t inputs, std::uint16_t* to) {
  for (std::int64_t k = 0; k < inputs; ++k) {
    std::uint16_t* pair = to + k / 2 * 2 * kPanel + k % 2;
    for (std::int64_t n = 0; n < kPanel; ++n) pair[2 * n] = to_bf16(columns[k * kPanel + n]);
  }
}

std::uint16_t to_f16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const auto sign = static_cast<std::uint16_t>(bits >> 16 & 0x8000U);
  const std::uint32_t magnitude = bits & 0x7FFFFFFFU;
  if (magnitude > 0x7F800000U) return sign | 0x7E00U;
  if (magnitude >= 0x477FF000U) return sign | 0x7C00U;  // 65520 and more
  if (magnitude < 0x38800000U) {                        // below 2^-14: a multiple of 2^-24
    const float scaled = std::fabs(value) * 0x1p24F;
    return static_cast<std::uint16_t>(sign | static_cast<std::uint16_t>(std::nearbyint(scaled)));
  }
  const std::uint32_t rounded = (magnitude + 0xFFFU + (magnitude >> 13 & 1U)) >> 13;
  return static_cast<std::uint16_t>(sign | (rounded - (112U << 10)));
}

void pack_f16(const float* columns, std::int64_t inputs, std::uint16_t* to) {
  for (std::int64_t i = 0; i < inputs * kPanel; ++i) to[i] = to_f16(columns[i]);
}

/// Some k of all columns: their bytes, and one scale a column. A column with a weight that is not finite gets the scale
/// NaN, so that whoever uses it sees it.
void pack_int8_group(const float* columns, std::int64_t count, std::uint8_t* to, float* scales) {
  float largest[kPanel] = {};
  float poison[kPanel] = {};
  for (std::int64_t k = 0; k < count; ++k) {
    for (std::int64_t n = 0; n < kPanel; ++n) {
      const float w = columns[k * kPanel + n];
      largest[n] = std::max(largest[n], std::fabs(w));
      poison[n] += w * 0;
    }
  }
  float inverse[kPanel];
  for (std::int64_t n = 0; n < kPanel; ++n) {
    const bool nothing = !(largest[n] > kSmallestQuantized);
    scales[n] = (nothing ? 0.0F : largest[n] / 127.0F) + poison[n];
    inverse[n] = nothing || std::isinf(largest[n]) ? 0.0F : 127.0F / largest[n];
  }
  for (std::int64_t k = 0; k < count; ++k) {
    std::uint8_t* quad = to + k / 4 * 4 * kPanel + k % 4;
    for (std::int64_t n = 0; n < kPanel; ++n) {
      const float scaled = columns[k * kPanel + n] * inverse[n];
      const float rounded = (scaled + 12582912.0F) - 12582912.0F;  // to nearest even below 2^22
      quad[4 * n] = static_cast<std::uint8_t>(std::isfinite(rounded) ? static_cast<int>(rounded) + 128 : 128);
    }
  }
}

void pack_int8(const float* columns, std::int64_t inputs, std::byte* to) {
  const Int8Groups groups = int8_groups(inputs);
  std::memset(to, 128, static_cast<std::size_t>(groups.panel_bytes()));
  for (std::int64_t g = 0; g < groups.count; ++g, to += groups.block_bytes()) {
    const std::int64_t first = g * groups.size;
    pack_int8_group(columns + first * kPanel, std::min(groups.size, inputs - first),
                    reinterpret_cast<std::uint8_t*>(to) + kInt8Scales, reinterpret_cast<float*>(to));
  }
}

}  // namespace

PackedMatrix::PackedMatrix(std::int64_t outputs, std::int64_t inputs, bool gated, WeightType type)
    : outputs_(outputs),
      inputs_(inputs),
      gated_(gated),
      type_(type),
      panel_floats_(kernels::panel_bytes(type, inputs) / 4),
      held_(panels() * panel_floats_) {}

float* PackedMatrix::panel(std::int64_t p) {
  COLDREAD_CHECK(type_ == WeightType::fp32);
  return held_.data() + p * panel_floats_;
}

void PackedMatrix::set_panel(std::int64_t p, const float* columns) {
  float* to = held_.data() + p * panel_floats_;
  switch (type_) {
    case WeightType::fp32:
      std::copy_n(columns, panel_floats_, to);
      break;
    case WeightType::f16:
      pack_f16(columns, inputs_, reinterpret_cast<std::uint16_t*>(to));
      break;
    case WeightType::bf16:
    case WeightType::bf16_dots:
      std::fill_n(to, panel_floats_, 0.0F);
      pack_bf16(columns, inputs_, reinterpret_cast<std::uint16_t*>(to));
      break;
    case WeightType::int8:
      pack_int8(columns, inputs_, reinterpret_cast<std::byte*>(to));
      break;
    case WeightType::q4:
    case WeightType::q8:
    case WeightType::q8_16:
      COLDREAD_CHECK(code_group(type_) == 0);
  }
}

void PackedMatrix::set_codes(std::int64_t p, const std::uint8_t* codes, const float* scales, const float* offsets) {
  const std::int64_t group = code_group(type_);
  const int bits = code_bits(type_);
  COLDREAD_CHECK(group != 0 && inputs_ % group == 0);
  float* to = held_.data() + p * panel_floats_;
  for (std::int64_t k = 0; k < inputs_; k += group, to += code_group_bytes(group, bits) / 4) {
    std::copy_n(scales + k / group * kPanel, kPanel, to);
    std::copy_n(offsets + k / group * kPanel, kPanel, to + kPanel);
    auto* bytes = reinterpret_cast<std::uint8_t*>(to + 2 * kPanel);
    const std::uint8_t* from = codes + k * kPanel;
    if (bits == 8) {
      std::copy_n(from, group * kPanel, bytes);
      continue;
    }
    for (std::int64_t i = 0; i < group; i += 2, from += 2 * kPanel, bytes += kPanel) {
      for (std::int64_t n = 0; n < kPanel; ++n) bytes[n] = static_cast<std::uint8_t>(from[n] | from[kPanel + n] << 4);
    }
  }
}

void PackedMatrix::set_columns(std::int64_t p, std::int64_t first, std::int64_t count, const float* rows) {
  transpose_into_panel(rows, count, inputs_, panel(p) + first);
}

PackedMatrix PackedMatrix::as(WeightType type, int threads) const {
  COLDREAD_CHECK(type_ == WeightType::fp32);
  PackedMatrix result(outputs_, inputs_, gated_, type);
#pragma omp parallel for num_threads(threads) if (threads > 1)
  for (std::int64_t p = 0; p < panels(); ++p) result.set_panel(p, held_.data() + p * panel_floats_);
  return result;
}

void PackedMatrix::spread(std::span<const NodeThreads> nodes) {
  if (nodes.empty() || panels() == 0) return;
  std::vector<FloatBuffer> copies;
  for (const NodeThreads& node : nodes) {
    const int home = 1 + static_cast<int>(copies.size());
    FloatBuffer& copy = copies.emplace_back(held_.size(), home);
#pragma omp parallel num_threads(node.threads)
    {
      const ProcessorBinding binding(&node.processors);
#pragma omp for
      for (std::int64_t p = 0; p < panels(); ++p) {
        std::copy_n(held_.data() + p * panel_floats_, panel_floats_, copy.data() + p * panel_floats_);
      }
    }
  }
  held_ = std::move(copies.front());
  copies.erase(copies.begin());
  more_ = std::move(copies);
}

std::size_t packed_bytes(std::int64_t outputs, std::int64_t inputs, bool gated, WeightType type) {
  return static_cast<std::size_t>(panel_count(outputs, gated) * panel_bytes(type, inputs));
}

double dequantize_operations(WeightType type) {
  switch (type) {
    case WeightType::bf16:  // a shift or a mask
      return 2 * 1;
    case WeightType::f16:  // a conversion of two steps
      return 2 * 2;
    case WeightType::q4:  // half a spread, a mask or a shift, a conversion, a multiply-add
      return 2 * 3.5;
    case WeightType::q8:
    case WeightType::q8_16:  // a spread, a conversion, a multiply-add
      return 2 * 3;
    case WeightType::fp32:
    case WeightType::int8:
    case WeightType::bf16_dots:
      break;
  }
  return 0;
}

void transpose_into_panel(const float* rows, std::int64_t count, std::int64_t inputs, float* to) {
  for (std::int64_t start = 0; start < inputs; start += kTransposedInputs) {
    const std::int64_t end = std::min(start + kTransposedInputs, inputs);
    for (std::int64_t column = 0; column < count; ++column) {
      for (std::int64_t k = start; k < end; ++k) to[k * kPanel + column] = rows[column * inputs + k];
    }
  }
}

}  // namespace coldread::kernels
