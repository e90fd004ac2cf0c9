#include "model/footprint.h"

#include <algorithm>

namespace coldread {
namespace {

using kernels::WeightType;

std::size_t float_bytes(const TensorView* tensor) {
  return tensor == nullptr ? 0 : static_cast<std::size_t>(tensor->elements()) * sizeof(float);
}

/// Follows pack_weights() step by step.
class Packing {
 public:
  explicit Packing(WeightType type) : type_(type) {}

  void add(const LinearPlan& plan) {
    std::int64_t outputs = 0;
    std::size_t mapped = 0;
    for (const MatrixPart& part : plan.parts) {
      outputs += part.outputs;
      mapped += part.weight->data.size();
    }
    if (plan.gated) outputs /= 2;
    const std::size_t packed = kernels::packed_bytes(outputs, plan.inputs, plan.gated, type_);
    // A transposed matrix is laid out in float32 first.
    const bool by_way = plan.parts.front().form.transposed && type_ != WeightType::fp32;
    const std::size_t detour = by_way ? kernels::packed_bytes(outputs, plan.inputs, plan.gated, WeightType::fp32) : 0;
    result_.loading_peak = std::max(result_.loading_peak, result_.packed + mapped + packed + detour);
    result_.packed += packed;
    for (const MatrixPart& part : plan.parts) result_.packed += float_bytes(part.bias);
  }
  void add(const NormPlan& plan) { result_.packed += float_bytes(plan.gain) + float_bytes(plan.bias); }
  Footprint result() const { return result_; }

 private:
  WeightType type_;
  Footprint result_;
};

}  // namespace

Footprint footprint_of(const WeightPlan& plan, WeightType type) {
  Packing packing(type);
  for (const LayerPlan& layer : plan.layers) {
    packing.add(layer.attention_norm);
    packing.add(layer.qkv);
    packing.add(layer.attention_out);
    packing.add(layer.feed_forward_norm);
    packing.add(layer.up);
    packing.add(layer.down);
  }
  packing.add(plan.final_norm);
  packing.add(plan.head);
  return packing.result();
}

}  // namespace coldread
