// Qwen3-MoE (Yang et al. 2025): Qwen3 with experts. Settings and names of transformers' Qwen3MoeForCausalLM and of GGUF
// files with architecture qwen3moe.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.upper_windows(config);
  ExpertsConfig experts = settings.experts(config, "moe_intermediate_size");
  experts.normalized = settings.boolean("norm_topk_prob").value_or(false);
  const std::vector<bool> sparse = settings.sparse_layers(config.layers.size());
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    if (sparse[i]) use_experts(layer, experts);
  });
  settings.finish();
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const ExpertsConfig experts = settings.experts(config, {.normalized = true});
  for (LayerConfig& layer : config.layers) use_experts(layer, experts);
  settings.finish();
  return complete(std::move(config));
}

}  // namespace

extern const ModelFamily qwen3_moe_family;
const ModelFamily qwen3_moe_family = {
    .name = "qwen3_moe",
    .hub = {.types = {"qwen3_moe"}, .read_config = read_hub, .layout = hub::experts_layout},
    .gguf = {.types = {"qwen3moe"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
