#include "model/held_weights.h"

#include <algorithm>

#include "kernels/dequantize.h"

namespace coldread {

using kernels::WeightType;

namespace {

/// Whether the values are bfloat16, such as all of eight bits are before a scale makes them longer.
bool fits_bf16(const TensorView& tensor) {
  const bool eight_bits = tensor.type == TensorType::f8_e4m3 || tensor.type == TensorType::f8_e5m2;
  return tensor.type == TensorType::bf16 || (eight_bits && !tensor.scales);
}

/// The fewest bits that lose nothing.
WeightType narrowest(const LinearPlan& plan) {
  const auto all = [&](const auto& is) { return std::all_of(plan.parts.begin(), plan.parts.end(), is); };
  const auto form = [](const MatrixPart& part) { return kernels::code_form(part.weight->type); };
  if (all([](const MatrixPart& part) { return fits_bf16(*part.weight); })) return WeightType::bf16;
  if (all([](const MatrixPart& part) { return part.weight->type == TensorType::f16; })) return WeightType::f16;
  if (!all([&](const MatrixPart& part) { return form(part).group > 0; })) return WeightType::fp32;
  if (!all([&](const MatrixPart& part) { return form(part).group == 32; })) return WeightType::q8_16;
  return all([&](const MatrixPart& part) { return form(part).bits <= 4; }) ? WeightType::q4 : WeightType::q8;
}

}  // namespace

WeightType HeldWeights::type_of(const LinearPlan& plan) const {
  if (compute != WeightType::fp32) return compute;
  const WeightType type = narrowest(plan);
  return wide && kernels::code_group(type) > 0 ? WeightType::fp32 : type;
}

std::int64_t HeldWeights::inputs_together(const LinearPlan& plan) const {
  return compute == WeightType::fp32 ? std::max(1, kernels::code_group(narrowest(plan))) : 1;
}

}  // namespace coldread
