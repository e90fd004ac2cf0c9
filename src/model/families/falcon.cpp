// Falcon (Almazrouei et al. 2023) in all its forms. 7B: both blocks of one LayerNorm, one key/value head; 40B and 180B:
// of two, and key/value heads in groups; 11B: of one; RW: ALiBi and blocks one after the other. Settings and names of
// transformers' FalconForCausalLM and of GGUF files with architecture falcon.
#include <string_view>

#include "kernels/key_layout.h"
#include "kernels/raw.h"
#include "kernels/scalar_math.h"
#include "model/alibi.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_erf},
                                .tied_head = true,
                                .inner_per_width = 4,
                                .context = 2048};

/// Falcon-RW's own: b[key] = m key / sqrt(S), with m, and then m key, rounded to bfloat16 as its code does.
void use_falcon_alibi(hub::Settings& settings, ModelConfig& config) {
  const AttentionConfig& first = config.layers.front().attention;
  constexpr std::int64_t kMost = 1 << 26;
  config.key_bias_stride = kernels::round_up(config.context, kernels::kTileKeys);
  if (first.heads > kMost / config.key_bias_stride) settings.fail("alibi", "takes more heads and positions than fit");
  config.key_bias = falcon_key_bias(first.heads, config.key_bias_stride, inverse_root(first.head_size));
  config.rotary.clear();
  for (LayerConfig& layer : config.layers) layer.attention.positions = AttentionPositions::key_bias;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.layers = hub::first_there(file, "num_hidden_layers", "n_layer"),
                                .heads = hub::first_there(file, "num_attention_heads", "n_head"),
                                .kv_heads = "",
                                .head_size = "",
                                .inner = "ffn_hidden_size",
                                .activation = "activation",
                                .epsilon = "layer_norm_epsilon"});
  ModelConfig config = settings.decoder(kTraits);
  const bool grouped = settings.boolean("new_decoder_architecture").value_or(false);
  const bool one_key = settings.boolean("multi_query").value_or(true);
  const std::int64_t groups = settings.size(hub::first_there(file, "num_kv_heads", "n_head_kv"))
                                  .value_or(config.layers.front().attention.heads);
  const bool parallel = settings.boolean("parallel_attn").value_or(true);
  const auto norms = settings.size("num_ln_in_parallel_attn");
  const Bias bias = settings.bias("bias");
  set_biases(config, bias, bias);
  for (LayerConfig& layer : config.layers) {
    layer.parallel = grouped || parallel;
    if (grouped) {
      layer.attention.kv_heads = groups;
    } else if (one_key) {
      layer.attention.kv_heads = 1;
    }
  }
  if (norms.value_or(2) > 2) settings.fail("num_ln_in_parallel_attn", "must be 1 or 2");
  if (settings.boolean("alibi").value_or(false)) use_falcon_alibi(settings, config);
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  make_parallel(config);
  static constexpr std::string_view kHarmless[] = {"tensor_data_layout"};
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::megatron_layout(file, config);
  layout.prefixes = {"transformer.", ""};
  layout.token_embedding = "word_embeddings";
  layout.layers = "h.";
  layout.final_norm = "ln_f";
  if (!config.layers.front().parallel) return layout;
  const bool two = file.tensors->find("transformer.h.0.ln_attn.weight") != nullptr ||
                   file.tensors->find("h.0.ln_attn.weight") != nullptr;
  layout.layer[NormSlot::attention] = two ? "ln_attn" : "input_layernorm";
  layout.layer[NormSlot::feed_forward] = two ? "ln_mlp" : "input_layernorm";
  return layout;
}

TensorLayout gguf_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = gguf::layout(file, config);
  const bool two = file.tensors->find("blk.0.attn_norm_2.weight") != nullptr;
  // The second one is attention's.
  layout.layer[NormSlot::attention] = two ? "attn_norm_2" : "attn_norm";
  layout.layer[NormSlot::feed_forward] = "attn_norm";
  return layout;
}

}  // namespace

extern const ModelFamily falcon_family;
const ModelFamily falcon_family = {.name = "falcon",
                                   .hub = {.types = {"falcon"}, .read_config = read_hub, .layout = hub_layout},
                                   .gguf = {.types = {"falcon"}, .read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
