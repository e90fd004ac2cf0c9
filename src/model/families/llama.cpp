// Llama (Touvron et al. 2023): RMSNorm before each block, rotary positions, grouped key/value heads, SwiGLU. Settings
// and names of transformers' LlamaForCausalLM and of GGUF files with architecture llama.
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr FeedForwardConfig kSwiGlu{.activation = kernels::Activation::silu, .gated = true};

/// What files leave unsaid. layer: attention, feed-forward block and biases as read.
ModelConfig complete(ModelConfig config, LayerConfig layer, std::size_t layers) {
  layer.attention.positions = AttentionPositions::rotary;
  norm_before_blocks(layer, config.final_norm);
  config.layers.assign(layers, layer);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {});
  ModelConfig config = settings.sizes();
  LayerConfig layer;
  layer.attention = settings.attention(config.width);
  layer.feed_forward = settings.feed_forward(kSwiGlu);
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(layer, of_attention, settings.bias("mlp_bias"));
  config.rotary = {settings.rotary(layer.attention.head_size)};
  config.final_norm = settings.norm(kernels::NormKind::rms, 1e-6);
  config.tied_head = settings.tied_head(false);
  const std::size_t layers = settings.layers();
  settings.finish();
  return complete(std::move(config), layer, layers);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.sizes();
  LayerConfig layer;
  layer.attention = settings.attention(config.width);
  layer.feed_forward = settings.feed_forward(kSwiGlu);
  set_biases(layer, Bias::if_present, Bias::if_present);
  config.rotary = {settings.rotary(layer.attention.head_size)};
  config.final_norm = settings.norm(kernels::NormKind::rms);
  const std::size_t layers = settings.layers();
  static constexpr std::string_view kHarmless[] = {"rope.scaling.finetuned", "tensor_data_layout"};
  settings.finish(kHarmless);
  return complete(std::move(config), layer, layers);
}

TensorLayout gguf_layout() {
  TensorLayout layout = gguf::layout();
  layout.interleaved_pairs = true;
  return layout;
}

}  // namespace

extern const ModelFamily llama_family;
const ModelFamily llama_family = {.name = "llama",
                                  .hub = {.read_config = read_hub, .layout = hub::layout},
                                  .gguf = {.read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
