// GLM-4 and GLM-Edge (GLM Team 2024), and GLM-4-0414 of 2025, which norms what its blocks add, too: Llama with half of
// each head turned in pairs of neighbours, biases of queries, keys and values, gate and up in one tensor. Settings and
// names of transformers' GlmForCausalLM and Glm4ForCausalLM and of GGUF files with architectures chatglm and glm4.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.epsilon = 1.5625e-7};

ModelConfig complete(const ModelFile& file, ModelConfig config) {
  if (file.family == "glm4") {
    for (LayerConfig& layer : config.layers) norm_branches(layer, *config.final_norm);
  }
  return turn_neighbours(std::move(config));
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits, {.default_share = 0.5});
  set_qkv_bias(config, settings.bias("attention_bias", true));
  settings.finish();
  return complete(file, std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return complete(file, std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::up] = {"mlp.gate_up_proj"};
  layout.layer[NormSlot::attention_branch] = "post_self_attn_layernorm";
  layout.layer[NormSlot::feed_forward_branch] = "post_mlp_layernorm";
  return layout;
}

}  // namespace

extern const ModelFamily glm_family;
const ModelFamily glm_family = {
    .name = "glm",
    .hub = {.types = {"glm", "glm4"}, .read_config = read_hub, .layout = hub_layout},
    .gguf = {.types = {"chatglm", "glm4"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
