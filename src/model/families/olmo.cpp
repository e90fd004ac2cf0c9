// OLMo (Groeneveld et al. 2024): Llama with LayerNorm that has no weights, and projections clamped where the settings
// say so. Settings and names of transformers' OlmoForCausalLM and of GGUF files with architecture olmo.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer, .epsilon = 1e-5};

ModelConfig complete(ModelConfig config, double limit) {
  for (LayerConfig& layer : config.layers) layer.attention.projection_limit = static_cast<float>(limit);
  drop_norm_weights(config);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = ""});
  ModelConfig config = settings.decoder(kTraits);
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  const double limit = settings.number_or("clip_qkv", 0);
  settings.finish();
  return complete(std::move(config), limit);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  const double limit = settings.number_or("attention.clamp_kqv", 0);
  settings.finish();
  return complete(std::move(config), limit);
}

}  // namespace

extern const ModelFamily olmo_family;
const ModelFamily olmo_family = {
    .name = "olmo",
    .hub = {.types = {"olmo"}, .read_config = read_hub, .layout = hub::layout},
    .gguf = {.types = {"olmo"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
