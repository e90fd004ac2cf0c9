// The settings of experts in config.json.
#include <string>
#include <vector>

#include "io/json.h"
#include "model/dialects/hub.h"

namespace coldread::hub {

ExpertsConfig Settings::experts(const ModelConfig& config, std::string_view width) {
  const bool local = find("num_local_experts") != nullptr;
  ExpertsConfig result;
  result.count = required_size(local ? "num_local_experts" : "num_experts");
  result.used = required_size("num_experts_per_tok");
  if (result.used > result.count) fail("num_experts_per_tok", "must be at most the number of experts");
  const std::int64_t inner = config.layers.empty() ? 0 : config.layers.front().feed_forward.width;
  result.width = width.empty() ? inner : required_size(width);
  return result;
}

std::vector<bool> Settings::sparse_layers(std::size_t layers) {
  const std::int64_t step = size("decoder_sparse_step").value_or(1);
  const Value* dense = find("mlp_only_layers");
  if (dense != nullptr && !dense->is_list()) fail("mlp_only_layers", "must be a list");
  std::vector<bool> sparse(layers);
  for (std::size_t i = 0; i < layers; ++i) sparse[i] = (static_cast<std::int64_t>(i) + 1) % step == 0;
  if (dense == nullptr) return sparse;
  for (const Value& layer : dense->as_list()) {
    if (!layer.is_int()) fail("mlp_only_layers", "must hold whole numbers, has " + to_json(layer));
    const std::int64_t index = layer.as_int();
    if (index >= 0 && index < static_cast<std::int64_t>(layers)) sparse[static_cast<std::size_t>(index)] = false;
  }
  return sparse;
}

TensorLayout experts_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::router] = {"mlp.gate"};
  layout.layer[LinearSlot::shared_gate] = {"mlp.shared_expert_gate"};
  layout.shared_up = {"mlp.shared_expert.gate_proj", "mlp.shared_expert.up_proj"};
  layout.shared_down = {"mlp.shared_expert.down_proj"};
  layout.experts = {{.of_expert = "mlp.experts.", .up = {"gate_proj", "up_proj"}, .down = "down_proj"},
                    {.up = {"mlp.experts.gate_up_proj"}, .down = "mlp.experts.down_proj", .weight_end = ""}};
  return layout;
}

TensorLayout sparse_block_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::router] = {"block_sparse_moe.gate"};
  layout.experts = {{.of_expert = "block_sparse_moe.experts.", .up = {"w1", "w3"}, .down = "w2"},
                    {.up = {"mlp.experts.gate_up_proj"}, .down = "mlp.experts.down_proj", .weight_end = ""}};
  if (file.tensors->find("model.layers.0.mlp.gate.weight") != nullptr) layout.layer[LinearSlot::router] = {"mlp.gate"};
  return layout;
}

}  // namespace coldread::hub
