// Phi-1, 1.5 and 2 (Gunasekar et al. 2023): both blocks of one LayerNorm, part of each head turned, biases everywhere,
// the head too. Settings and names of transformers' PhiForCausalLM and of GGUF files with architecture phi2.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{
    .norm = kernels::NormKind::layer, .epsilon = 1e-5, .feed_forward = {.activation = kernels::Activation::gelu_tanh}};

ModelConfig complete(ModelConfig config, Bias head) {
  make_parallel(config);
  config.head_bias = head;
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "layer_norm_eps"});
  ModelConfig config = settings.decoder(kTraits, {.default_share = 0.5});
  set_biases(config, Bias::required, Bias::required);
  if (settings.boolean("qk_layernorm").value_or(false)) {
    for (LayerConfig& layer : config.layers) norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
  }
  settings.finish();
  return complete(std::move(config), Bias::required);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return complete(std::move(config), Bias::if_present);
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::one_norm_layout(file, config);
  layout.layer[NormSlot::query] = "self_attn.q_layernorm";
  layout.layer[NormSlot::key] = "self_attn.k_layernorm";
  layout.layer[LinearSlot::attention_out] = {"self_attn.dense"};
  layout.layer[LinearSlot::up] = {"mlp.fc1"};
  layout.layer[LinearSlot::down] = {"mlp.fc2"};
  layout.final_norm = "final_layernorm";
  return layout;
}

}  // namespace

extern const ModelFamily phi_family;
const ModelFamily phi_family = {.name = "phi",
                                .hub = {.types = {"phi"}, .read_config = read_hub, .layout = hub_layout},
                                .gguf = {.types = {"phi2"}, .read_config = read_gguf, .layout = gguf::one_norm_layout}};

}  // namespace coldread
