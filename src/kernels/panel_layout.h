#pragma once

#include <cstdint>

#include "kernels/raw.h"
#include "kernels/weight_type.h"

// How packed weights lie in memory. Files of one instruction set include this.
namespace coldread::kernels {

// Weights W: [N, K] (N outputs) lie in panels of 32 columns: panel p holds outputs 32p to 32p+31, zero beyond N. A
// gated matrix holds two weights W and U of one shape: panel p holds outputs 16p to 16p+15 of W, then the same of U. A
// panel is, by type:
//   fp32  [K][32] float32
//   bf16  [K/2][32][2] bfloat16, K rounded up to even: the two of a pair share 32 bits, the lower k below
//   f16   [K][32] half precision
//   q4, q8, q8_16  for each group of 32 values of k, q8_16 of 16: [32] float32 scales, [32] float32 offsets, then codes
//         of 4 or 8 bits, q4 [16][32] with the lower k in the low half of a byte; a weight is scale * code + offset
//   bf16_dots  as bf16, K rounded up to whole 32s
//   int8  for each group of k (int8_groups): [32] float32 scales = max |w| / 127, then [size/4][32][4] uint8 =
//         round(w / scale) + 128

constexpr std::int64_t kPanel = 32;               ///< columns
constexpr std::int64_t kGatedPanel = kPanel / 2;  ///< columns of each of the two weights

/// Outputs of one panel.
constexpr std::int64_t panel_outputs(bool gated) {
  return gated ? kGatedPanel : kPanel;
}
constexpr std::int64_t panel_count(std::int64_t outputs, bool gated) {
  return divide_up(outputs, panel_outputs(gated));
}

/// What a column of a panel holds.
struct PanelColumn {
  std::int64_t output = 0;
  std::int64_t weights = 0;  ///< where gated, 0 of W and 1 of U
};
constexpr PanelColumn panel_column(std::int64_t panel, std::int64_t column, bool gated) {
  const std::int64_t outputs = panel_outputs(gated);
  return {.output = panel * outputs + column % outputs, .weights = column / outputs};
}

/// Of a group of codes: scales and offsets, then codes.
constexpr std::int64_t kCodeFactors = 2 * kPanel * 4;  ///< bytes
constexpr std::int64_t code_group_bytes(std::int64_t group, std::int64_t bits) {
  return kCodeFactors + group * bits / 8 * kPanel;
}
constexpr int code_bits(WeightType type) {
  return type == WeightType::q4 ? 4 : 8;
}

constexpr std::int64_t kInt8Scales = kPanel * 4;  ///< bytes of the scales of a panel's group
/// The groups of k that share one scale of x and one of each output: even parts, in whole 16s; zero beyond K.
struct Int8Groups {
  std::int64_t count = 0;
  std::int64_t size = 0;
  constexpr std::int64_t padded() const { return count * size; }
  /// Bytes of a panel's group: its scales, then its codes.
  constexpr std::int64_t block_bytes() const { return kInt8Scales + size * kPanel; }
  constexpr std::int64_t panel_bytes() const { return count * block_bytes(); }
  /// Bytes from row to row of x, see row_stride().
  constexpr std::int64_t row_bytes() const { return row_stride((padded() + 3) / 4) * 4; }
};
/// The longest group is part of what int8 means: another gives other bits. Chosen by perplexity (docs/experiments.md).
constexpr std::int64_t kLongestInt8Group = 96;
constexpr Int8Groups int8_groups(std::int64_t k) {
  const std::int64_t parts = divide_up(k, kLongestInt8Group);
  const std::int64_t size = round_up(divide_up(k, parts), kLanes);
  return {.count = divide_up(k, size), .size = size};
}
/// Where max |x| is no more, all of a group or an output counts as zero: its reciprocal must be finite.
constexpr float kSmallestQuantized = 1e-30F;

/// Products of bfloat16 are summed in steps of this many k; k is rounded up to whole steps.
constexpr std::int64_t kBf16DotsStep = 32;
constexpr std::int64_t bf16_dots_padded(std::int64_t k) {
  return round_up(k, kBf16DotsStep);
}
/// Bfloat16 from row to row of x, whose rows hold `padded` of them, see row_stride().
constexpr std::int64_t bf16_dots_row(std::int64_t padded) {
  return row_stride(padded / 2) * 2;
}

/// Bytes of a panel.
constexpr std::int64_t panel_bytes(WeightType type, std::int64_t inputs) {
  switch (type) {
    case WeightType::fp32:
      return inputs * 4 * kPanel;
    case WeightType::bf16:
    case WeightType::f16:
      return (inputs + 1) / 2 * 4 * kPanel;
    case WeightType::q4:
    case WeightType::q8:
    case WeightType::q8_16:
      return code_group_bytes(code_group(type), code_bits(type)) * (inputs / code_group(type));
    case WeightType::int8:
      return int8_groups(inputs).panel_bytes();
    case WeightType::bf16_dots:
      return bf16_dots_padded(inputs) * 2 * kPanel;
  }
  return 0;
}

}  // namespace coldread::kernels
