// OLMoE (Muennighoff et al. 2024): Llama with experts, RMSNorm of all queries and all keys, and projections clamped
// where the settings say so. Settings and names of transformers' OlmoeForCausalLM and of GGUF files with architecture
// olmoe.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config, const ExpertsConfig& experts, double limit) {
  for (LayerConfig& layer : config.layers) {
    use_experts(layer, experts);
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::projection);
    layer.attention.projection_limit = static_cast<float>(limit);
  }
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.epsilon = 1e-5});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  ExpertsConfig experts = settings.experts(config);
  experts.normalized = settings.boolean("norm_topk_prob").value_or(false);
  const double limit = settings.number_or("clip_qkv", 0);
  settings.finish();
  return complete(std::move(config), experts, limit);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const ExpertsConfig experts = settings.experts(config);
  const double limit = settings.number_or("attention.clamp_kqv", 0);
  settings.finish();
  return complete(std::move(config), experts, limit);
}

}  // namespace

extern const ModelFamily olmoe_family;
const ModelFamily olmoe_family = {.name = "olmoe",
                                  .hub = {.types = {"olmoe"}, .read_config = read_hub, .layout = hub::experts_layout},
                                  .gguf = {.types = {"olmoe"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
