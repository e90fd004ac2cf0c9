#include "model/footprint.h"

#include <algorithm>

#include "kernels/packed_matrix.h"

namespace coldread {
namespace {

using kernels::WeightType;

std::size_t float_bytes(const TensorView* tensor) {
  return tensor == nullptr ? 0 : static_cast<std::size_t>(tensor->elements()) * sizeof(float);
}

/// Adds up what is packed, in the order of pack_weights().
class Packing {
 public:
  Packing(const HeldWeights& held, int copies) : held_(held) {
    result_.copies = copies;
    result_.wide = held.wide;
  }

  void add(const LinearPlan& plan) {
    if (plan.parts.empty()) return;
    std::int64_t outputs = 0;
    std::size_t mapped = 0;
    const TensorView* last = nullptr;  // of parts in one tensor
    for (const MatrixPart& part : plan.parts) {
      outputs += part.outputs;
      if (part.weight != last) mapped += part.weight->data.size();
      last = part.weight;
    }
    if (plan.gated) outputs /= 2;
    const WeightType type = held_.type_of(plan);
    const std::size_t packed = kernels::packed_bytes(outputs, plan.inputs, plan.gated, type);
    // A transposed matrix is laid out in float32 first.
    const bool by_way = plan.parts.front().form.transposed && type != WeightType::fp32;
    const std::size_t detour = by_way ? kernels::packed_bytes(outputs, plan.inputs, plan.gated, WeightType::fp32) : 0;
    result_.loading_peak = std::max(result_.loading_peak, result_.packed + mapped + packed + detour);
    const std::size_t copies = static_cast<std::size_t>(result_.copies) * packed;
    // Copies are made of what is packed, which then goes.
    if (result_.copies > 1) result_.loading_peak = std::max(result_.loading_peak, result_.packed + packed + copies);
    result_.packed += copies;
    result_.read += packed;
    for (const MatrixPart& part : plan.parts) {
      result_.dequantize_operations +=
          kernels::dequantize_operations(type) * static_cast<double>(part.outputs * plan.inputs);
      add(part.bias);
    }
  }
  void add(const NormPlan& plan) {
    const std::size_t bytes = 2 * static_cast<std::size_t>(plan.size) * sizeof(float);  // gain and bias
    result_.packed += bytes;
    result_.read += bytes;
  }
  Footprint result() const { return result_; }

 private:
  void add(const TensorView* vector) {
    result_.packed += float_bytes(vector);
    result_.read += float_bytes(vector);
  }

  HeldWeights held_;
  Footprint result_;
};

}  // namespace

Footprint footprint_of(const WeightPlan& plan, const HeldWeights& held, int copies) {
  Packing packing(held, copies);
  packing.add(plan.project_in);
  packing.add(plan.embedding_norm);
  for (const LayerPlan& layer : plan.layers) for_each_slot([&](auto slot) { packing.add(layer[slot]); });
  packing.add(plan.final_norm);
  packing.add(plan.project_out);
  packing.add(plan.head);
  return packing.result();
}

}  // namespace coldread
