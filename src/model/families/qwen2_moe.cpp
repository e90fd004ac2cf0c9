// Qwen1.5-MoE and Qwen2-MoE (Yang et al. 2024): Qwen2 with experts, one of which all tokens share, weighed by a
// sigmoid. Settings and names of transformers' Qwen2MoeForCausalLM and of GGUF files with architecture qwen2moe.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  set_qkv_bias(config, settings.bias("qkv_bias", true));
  settings.upper_windows(config);
  ExpertsConfig experts = settings.experts(config, "moe_intermediate_size");
  experts.normalized = settings.boolean("norm_topk_prob").value_or(false);
  experts.shared_gated = true;
  const std::int64_t shared = settings.required_size("shared_expert_intermediate_size");
  const std::vector<bool> sparse = settings.sparse_layers(config.layers.size());
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    if (sparse[i]) use_experts(layer, experts, shared);
  });
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const ExpertsConfig experts = settings.experts(config, {.shared_gated = true});
  const std::int64_t shared = settings.required_size("expert_shared_feed_forward_length");
  for (LayerConfig& layer : config.layers) use_experts(layer, experts, shared);
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily qwen2_moe_family;
const ModelFamily qwen2_moe_family = {
    .name = "qwen2_moe",
    .hub = {.types = {"qwen2_moe"}, .read_config = read_hub, .layout = hub::experts_layout},
    .gguf = {.types = {"qwen2moe"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
