// MPT (MosaicML 2023): ALiBi, LayerNorm without bias, no bias anywhere, projections clamped where the settings say so.
// Settings and names of transformers' MptForCausalLM and of GGUF files with architecture mpt.
#include <string_view>
#include <utility>

#include "model/alibi.h"
#include "model/dialects/gguf.h"
#include "model/dialects/harmless_keys.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_erf},
                                .positions = AttentionPositions::alibi,
                                .tied_head = true,
                                .inner_per_width = 4};

struct MptAttention {
  float bias_max = 8;
  float limit = 0;
};

ModelConfig complete(ModelConfig config, const MptAttention& attention) {
  for (LayerConfig& layer : config.layers) {
    layer.attention.slopes = mpt_alibi_slopes(layer.attention.heads, attention.bias_max);
    layer.attention.projection_limit = attention.limit;
  }
  change_norms(config, [](NormConfig& norm) { norm.bias = false; });
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.width = "d_model",
                                .layers = "n_layers",
                                .heads = "n_heads",
                                .kv_heads = "",
                                .head_size = "",
                                .context = "max_seq_len",
                                .inner = "",
                                .activation = "",
                                .epsilon = "layer_norm_epsilon"});
  ModelConfig config = settings.decoder(kTraits);
  settings.expect("no_bias", true);
  if (settings.find("logit_scale") != nullptr) settings.fail("logit_scale", "must be null");
  const Value* nested = settings.find("attn_config");
  if (nested != nullptr && !nested->is_dict()) settings.fail("attn_config", "must be an object");
  const Dict none;
  ConfigReader attention(nested == nullptr ? none : nested->as_dict(), settings.origin() + ": attn_config");
  attention.expect("alibi", true);
  attention.expect("attn_type", "multihead_attention");
  MptAttention read;
  read.bias_max = static_cast<float>(attention.number("alibi_bias_max").value_or(8));
  read.limit = static_cast<float>(attention.number("clip_qkv").value_or(0));
  if (const auto scale = attention.number("softmax_scale")) {
    for (LayerConfig& layer : config.layers) layer.attention.score_scale = static_cast<float>(*scale);
  }
  static constexpr std::string_view kWayToCompute[] = {"attn_impl", "model_type", "attn_pdrop"};
  attention.finish(kWayToCompute, hub::is_harmless_key);
  // transformers, too, passes these over.
  static constexpr std::string_view kHarmless[] = {
      "embedding_fraction", "expansion_ratio", "init_device", "init_config",
      "learned_pos_emb",    "norm_type",       "verbose",     "tokenizer_name"};
  settings.finish(kHarmless);
  return complete(std::move(config), read);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  const MptAttention read{.bias_max = static_cast<float>(settings.number_or("attention.max_alibi_bias", 8)),
                          .limit = static_cast<float>(settings.number_or("attention.clamp_kqv", 0))};
  settings.finish();
  return complete(std::move(config), read);
}

TensorLayout hub_layout(const ModelFile& /*file*/, const ModelConfig& /*config*/) {
  TensorLayout layout;
  layout.prefixes = {"transformer.", ""};
  layout.token_embedding = "wte";
  layout.layers = "blocks.";
  layout.layer[NormSlot::attention] = "norm_1";
  layout.layer[LinearSlot::qkv] = {"attn.Wqkv"};
  layout.layer[LinearSlot::attention_out] = {"attn.out_proj"};
  layout.layer[NormSlot::feed_forward] = "norm_2";
  layout.layer[LinearSlot::up] = {"ffn.up_proj"};
  layout.layer[LinearSlot::down] = {"ffn.down_proj"};
  layout.final_norm = "norm_f";
  layout.head = "lm_head";
  return layout;
}

}  // namespace

extern const ModelFamily mpt_family;
const ModelFamily mpt_family = {.name = "mpt",
                                .hub = {.types = {"mpt"}, .read_config = read_hub, .layout = hub_layout},
                                .gguf = {.types = {"mpt"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
