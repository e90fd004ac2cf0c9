// StarCoder2 (Lozhkov et al. 2024): LayerNorm, biases, an ungated GELU, grouped key/value heads and, where the settings
// say so, a window. Settings and names of transformers' Starcoder2ForCausalLM and of GGUF files with architecture
// starcoder2.
#include <string_view>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_tanh},
                                .tied_head = true};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "norm_epsilon"});
  ModelConfig config = settings.decoder(kTraits);
  const Bias bias = settings.bias("use_bias", true);
  set_biases(config, bias, bias);
  settings.windows(config, [](std::size_t) { return true; });
  static constexpr std::string_view kHarmless[] = {"norm_type", "mlp_type"};
  settings.finish(kHarmless);
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::up] = {"mlp.c_fc"};
  layout.layer[LinearSlot::down] = {"mlp.c_proj"};
  return layout;
}

}  // namespace

extern const ModelFamily starcoder2_family;
const ModelFamily starcoder2_family = {
    .name = "starcoder2",
    .hub = {.types = {"starcoder2"}, .read_config = read_hub, .layout = hub_layout},
    .gguf = {.types = {"starcoder2"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
