// BLOOM (Scao et al. 2022): ALiBi, a LayerNorm of the embedding, queries, keys and values fused by head. Settings and
// names of transformers' BloomForCausalLM and of GGUF files with architecture bloom.
#include <algorithm>
#include <string_view>
#include <utility>

#include "model/alibi.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_tanh},
                                .positions = AttentionPositions::alibi,
                                .tied_head = true,
                                .inner_per_width = 4,
                                .context = 2048};

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) layer.attention.slopes = alibi_slopes(layer.attention.heads);
  config.embedding_norm = config.final_norm;
  // llama.cpp's converter writes D where the settings say no length; all of the family were trained on 2048 tokens.
  config.context = std::max(config.context, kTraits.context);
  set_biases(config, Bias::required, Bias::required);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.width = hub::first_there(file, "hidden_size", "n_embed"),
                                .layers = hub::first_there(file, "n_layer", "num_hidden_layers"),
                                .heads = hub::first_there(file, "n_head", "num_attention_heads"),
                                .kv_heads = "",
                                .head_size = "",
                                .context = "seq_length",
                                .inner = "n_inner",
                                .activation = "",
                                .epsilon = "layer_norm_epsilon"});
  ModelConfig config = settings.decoder(kTraits);
  settings.expect("apply_residual_connection_post_layernorm", false);
  // Ways to compute the same, and what is said again.
  static constexpr std::string_view kHarmless[] = {
      "attention_softmax_in_fp32", "bias_dropout_fusion", "masked_softmax_fusion", "offset_alibi", "skip_bias_add",
      "skip_bias_add_qkv",         "slow_but_exact",      "num_attention_heads",   "n_embed",      "unk_token_id"};
  settings.finish(kHarmless);
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return complete(std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::megatron_layout(file, config);
  layout.prefixes = {"transformer.", ""};
  layout.token_embedding = "word_embeddings";
  layout.embedding_norm = "word_embeddings_layernorm";
  layout.layers = "h.";
  layout.final_norm = "ln_f";
  return layout;
}

}  // namespace

extern const ModelFamily bloom_family;
const ModelFamily bloom_family = {.name = "bloom",
                                  .hub = {.types = {"bloom"}, .read_config = read_hub, .layout = hub_layout},
                                  .gguf = {.types = {"bloom"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
