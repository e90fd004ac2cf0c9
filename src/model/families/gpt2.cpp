// GPT-2 (Radford et al. 2019): learned positions, LayerNorm before each block, one fused query-key-value projection,
// GELU, biases everywhere. Settings and names of transformers' GPT2LMHeadModel, of OpenAI's own checkpoints (no
// "transformer." prefix), and of GGUF files with architecture gpt2.
#include <string>
#include <utility>

#include "base/error.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_tanh},
                                .positions = AttentionPositions::none,
                                .tied_head = true,
                                .inner_per_width = 4};

/// What files leave unsaid.
ModelConfig complete(const ModelFile& file, ModelConfig config) {
  for (const LayerConfig& layer : config.layers) {
    if (layer.attention.queries() == config.width) continue;
    throw Error(ErrorCode::input, file.config_origin + ": a width of " + std::to_string(config.width) +
                                      " is no multiple of " + std::to_string(layer.attention.heads) + " heads");
  }
  config.positions = EmbeddedPositions::learned;
  set_biases(config, Bias::required, Bias::required);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, hub::kGpt2Keys);
  ModelConfig config = settings.decoder(kTraits);
  if (settings.size("n_ctx").value_or(config.context) != config.context)
    settings.fail("n_ctx", "differs from 'n_positions'");
  const bool scaled = settings.boolean("scale_attn_weights").value_or(true);
  const bool by_layer = settings.boolean("scale_attn_by_inverse_layer_idx").value_or(false);
  settings.boolean("reorder_and_upcast_attn");  // another order of rounding, the same function
  settings.finish();
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    if (!scaled) layer.attention.score_scale = 1;
    if (by_layer) layer.attention.score_scale /= static_cast<float>(i + 1);
  });
  return complete(file, std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  for (const LayerConfig& layer : config.layers) {
    if (layer.attention.kv_heads == layer.attention.heads) continue;
    settings.fail("attention.head_count_kv", "must equal 'gpt2.attention.head_count'");
  }
  settings.finish();
  return complete(file, std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.transposed = true;
  return layout;
}

}  // namespace

extern const ModelFamily gpt2_family;
const ModelFamily gpt2_family = {.name = "gpt2",
                                 .hub = {.types = {"gpt2"}, .read_config = read_hub, .layout = hub_layout},
                                 .gguf = {.types = {"gpt2"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
