#pragma once

namespace coldread::kernels {

/// How packed weights are held (see PackedMatrix). bf16 and f16 are float32 rounded to nearest even. q4, q8 and q8_16
/// are a file's own codes of 4 or 8 bits with a scale and an offset for each group of 32 or 16. All of these become
/// float32 again before they are multiplied. The last two are multiplied as such, by rows that are rounded as well:
/// int8, bytes with one scale a group of k of an output, and bf16_dots, bfloat16 in the order of the processor's dots.
enum class WeightType { fp32, bf16, f16, q4, q8, q8_16, int8, bf16_dots };

/// Values of k that share a scale and an offset where codes are held; else 0.
constexpr int code_group(WeightType type) {
  return type == WeightType::q8_16 ? 16 : type == WeightType::q4 || type == WeightType::q8 ? 32 : 0;
}

}  // namespace coldread::kernels
