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

/// What files leave unsaid. layer: attention and feed-forward block as read.
ModelConfig complete(const ModelFile& file, ModelConfig config, LayerConfig layer, std::size_t layers) {
  if (layer.attention.queries() != config.width) {
    throw Error(ErrorCode::input, file.config_origin + ": a width of " + std::to_string(config.width) +
                                      " is no multiple of " + std::to_string(layer.attention.heads) + " heads");
  }
  config.positions = EmbeddedPositions::learned;
  norm_before_blocks(layer, config.final_norm);
  set_biases(layer, Bias::required, Bias::required);
  config.layers.assign(layers, layer);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.width = "n_embd",
                                .layers = "n_layer",
                                .heads = "n_head",
                                .kv_heads = "",
                                .head_size = "",
                                .context = "n_positions",
                                .inner = "n_inner",
                                .activation = "activation_function",
                                .epsilon = "layer_norm_epsilon"});
  ModelConfig config = settings.sizes();
  if (settings.size("n_ctx").value_or(config.context) != config.context)
    settings.fail("n_ctx", "differs from 'n_positions'");
  LayerConfig layer;
  layer.attention = settings.attention(config.width);
  layer.feed_forward = settings.feed_forward({.width = 4 * config.width, .activation = kernels::Activation::gelu_tanh});
  config.final_norm = settings.norm(kernels::NormKind::layer, 1e-5);
  config.tied_head = settings.tied_head(true);
  if (!settings.boolean("scale_attn_weights").value_or(true)) layer.attention.score_scale = 1;
  const bool by_layer = settings.boolean("scale_attn_by_inverse_layer_idx").value_or(false);
  settings.boolean("reorder_and_upcast_attn");  // another order of rounding, the same function
  const std::size_t layers = settings.layers();
  settings.finish();
  config = complete(file, std::move(config), layer, layers);
  for (std::size_t i = 0; by_layer && i < config.layers.size(); ++i) {
    config.layers[i].attention.score_scale /= static_cast<float>(i + 1);
  }
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.sizes();
  LayerConfig layer;
  layer.attention = settings.attention(config.width);
  if (layer.attention.kv_heads != layer.attention.heads) {
    settings.fail("attention.head_count_kv", "must equal 'gpt2.attention.head_count'");
  }
  layer.feed_forward = settings.feed_forward({.activation = kernels::Activation::gelu_tanh});
  config.final_norm = settings.norm(kernels::NormKind::layer);
  const std::size_t layers = settings.layers();
  settings.finish();
  return complete(file, std::move(config), layer, layers);
}

TensorLayout hub_layout() {
  TensorLayout layout;
  layout.prefix = "transformer.";
  layout.token_embedding = "wte";
  layout.position_embedding = "wpe";
  layout.layers = "h.";
  layout.layer[NormSlot::attention] = "ln_1";
  layout.layer[LinearSlot::qkv] = {"attn.c_attn"};
  layout.layer[LinearSlot::attention_out] = {"attn.c_proj"};
  layout.layer[NormSlot::feed_forward] = "ln_2";
  layout.layer[LinearSlot::up] = {"mlp.c_fc"};
  layout.layer[LinearSlot::down] = {"mlp.c_proj"};
  layout.final_norm = "ln_f";
  layout.head = "lm_head";
  layout.transposed = true;
  layout.ignored_of_layer = {"attn.bias", "attn.masked_bias"};  // causal masks that old checkpoints hold
  return layout;
}

TensorLayout gguf_layout() {
  TensorLayout layout = gguf::layout();
  layout.layer[LinearSlot::qkv] = {"attn_qkv"};
  layout.layer[LinearSlot::up] = {"ffn_up"};
  return layout;
}

}  // namespace

extern const ModelFamily gpt2_family;
const ModelFamily gpt2_family = {.name = "gpt2",
                                 .hub = {.read_config = read_hub, .layout = hub_layout},
                                 .gguf = {.read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
