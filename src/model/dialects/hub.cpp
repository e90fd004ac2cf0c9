#include "model/dialects/hub.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "io/json.h"
#include "model/dialects/harmless_keys.h"

namespace coldread::hub {
namespace {

kernels::Activation activation_of(ConfigReader& read, std::string_view key) {
  using kernels::Activation;
  static const std::vector<std::pair<std::string_view, Activation>> kNames = {
      {"gelu_new", Activation::gelu_tanh},  {"gelu_pytorch_tanh", Activation::gelu_tanh},
      {"gelu_fast", Activation::gelu_tanh}, {"gelu", Activation::gelu_erf},
      {"silu", Activation::silu},           {"swish", Activation::silu},
      {"relu", Activation::relu},           {"relu2", Activation::relu_squared}};
  const std::string name = read.text(key).value();
  std::string known;
  for (const auto& [candidate, activation] : kNames) {
    if (candidate == name) return activation;
    known += (known.empty() ? "" : ", ") + std::string(candidate);
  }
  read.fail(key, "is '" + name + "', which is not supported (supported: " + known + ")");
}

}  // namespace

ModelConfig Settings::sizes(std::int64_t default_context) {
  ModelConfig config;
  config.vocabulary = required_size("vocab_size");
  config.width = required_size(keys_.width);
  config.context =
      default_context == 0 ? required_size(keys_.context) : size_if_keyed(keys_.context).value_or(default_context);
  context_ = config.context;
  return config;
}

std::optional<std::int64_t> Settings::size_if_keyed(std::string_view key) {
  return key.empty() ? std::nullopt : size(key);
}

AttentionConfig Settings::attention(std::int64_t width) {
  AttentionConfig attention;
  attention.heads = required_size(keys_.heads);
  attention.kv_heads = size_if_keyed(keys_.kv_heads).value_or(attention.heads);
  attention.head_size = size_if_keyed(keys_.head_size).value_or(width / attention.heads);
  attention.score_scale = inverse_root(attention.head_size);
  return attention;
}

FeedForwardConfig Settings::feed_forward(const FeedForwardConfig& defaults) {
  FeedForwardConfig result = defaults;
  result.width = defaults.width == 0 ? required_size(keys_.inner) : size_if_keyed(keys_.inner).value_or(defaults.width);
  if (!keys_.activation.empty() && find(keys_.activation) != nullptr)
    result.activation = activation_of(*this, keys_.activation);
  return result;
}

NormConfig Settings::norm(kernels::NormKind kind, double default_epsilon) {
  return {.kind = kind,
          .epsilon =
              static_cast<float>(keys_.epsilon.empty() ? default_epsilon : number_or(keys_.epsilon, default_epsilon)),
          .bias = kind == kernels::NormKind::layer};
}

Bias Settings::bias(std::string_view key, bool otherwise) {
  return boolean(key).value_or(otherwise) ? Bias::required : Bias::absent;
}

std::vector<bool> Settings::sliding_layers(std::size_t layers) {
  const Value* kinds = find("layer_types");
  if (kinds == nullptr) return {};
  if (!kinds->is_list() || kinds->as_list().size() < layers) fail("layer_types", "must name the kind of each layer");
  std::vector<bool> sliding;
  for (const Value& kind : kinds->as_list()) {
    const bool slides = kind == Value("sliding_attention");
    if (!slides && kind != Value("full_attention")) {
      fail("layer_types",
           "has " + to_json(kind) + ", which is not supported (supported: full_attention, sliding_attention)");
    }
    sliding.push_back(slides);
  }
  return sliding;
}

void Settings::windows(ModelConfig& config, const std::function<bool(std::size_t layer)>& otherwise,
                       std::string_view key) {
  windows_read_ = true;
  const std::vector<bool> said = sliding_layers(config.layers.size());
  const auto window = number_or(key, 0) == 0 ? std::nullopt : size(key);  // 0: as null
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    if (!(said.empty() ? window && otherwise(i) : said[i])) return;
    if (!window) fail(key, "is missing, but 'layer_types' has layers that slide");
    layer.attention.window = *window;
  });
}

void Settings::upper_windows(ModelConfig& config) {
  const bool use = boolean("use_sliding_window").value_or(false);
  const auto first = static_cast<std::size_t>(number_or("max_window_layers", 28));
  windows(config, [&](std::size_t layer) { return use && layer >= first; });
}

ModelConfig Settings::decoder(const DecoderTraits& family, const RotaryKeys& rotary_keys) {
  ModelConfig config = sizes(family.context);
  LayerConfig layer;
  layer.attention = attention(config.width);
  layer.attention.positions = family.positions;
  FeedForwardConfig defaults = family.feed_forward;
  defaults.width = family.inner_per_width * config.width;
  layer.feed_forward = feed_forward(defaults);
  if (family.positions == AttentionPositions::rotary) {
    config.rotary = {rotary(layer.attention.head_size, rotary_keys)};
  }
  config.tied_head = tied_head(family.tied_head);
  repeat_layer(config, layer, norm(family.norm, family.epsilon), layers());
  return config;
}

void Settings::finish(std::span<const std::string_view> harmless) {
  if (!windows_read_) {
    for (const bool slides : sliding_layers(0)) {
      if (slides) fail("layer_types", "has sliding_attention, which is not supported in this family");
    }
  }
  ConfigReader::finish(harmless, is_harmless_key);
}

ModelFile with_defaults(const ModelFile& file, const Dict& defaults) {
  ModelFile result = file;
  for (const auto& [key, value] : defaults) {
    if (result.settings.find(key) == nullptr) result.settings.set(key, value);
  }
  return result;
}

std::string_view first_there(const ModelFile& file, std::string_view key, std::string_view older) {
  return file.settings.find(key) == nullptr && file.settings.find(older) != nullptr ? older : key;
}

TensorLayout layout(const ModelFile& /*file*/, const ModelConfig& config) {
  const bool gated = !config.layers.empty() && config.layers.front().feed_forward.gated;
  TensorLayout layout;
  layout.prefixes = {"model.", "language_model.model.", "model.language_model.", ""};
  layout.token_embedding = "embed_tokens";
  layout.layers = "layers.";
  layout.layer[NormSlot::attention] = "input_layernorm";
  layout.layer[LinearSlot::qkv] = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"};
  layout.layer[NormSlot::query] = "self_attn.q_norm";
  layout.layer[NormSlot::key] = "self_attn.k_norm";
  layout.layer[LinearSlot::attention_out] = {"self_attn.o_proj"};
  layout.layer[NormSlot::feed_forward] = "post_attention_layernorm";
  layout.layer[LinearSlot::up] = {"mlp.up_proj"};
  if (gated) layout.layer[LinearSlot::up] = {"mlp.gate_proj", "mlp.up_proj"};
  layout.layer[LinearSlot::down] = {"mlp.down_proj"};
  layout.final_norm = "norm";
  layout.head = "lm_head";
  layout.ignored_of_layer = {"self_attn.rotary_emb.inv_freq"};  // of old checkpoints, computed from theta
  return layout;
}

TensorLayout one_norm_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout result = layout(file, config);
  result.layer[NormSlot::feed_forward] = result.layer[NormSlot::attention];
  return result;
}

TensorLayout branch_norm_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout result = layout(file, config);
  result.layer[NormSlot::attention_branch] = "post_attention_layernorm";
  result.layer[NormSlot::feed_forward_branch] = "post_feedforward_layernorm";
  return result;
}

TensorLayout gpt2_layout(const ModelFile& /*file*/, const ModelConfig& /*config*/) {
  TensorLayout layout;
  layout.prefixes = {"transformer.", ""};
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
  layout.ignored_of_layer = {"attn.bias", "attn.masked_bias"};  // causal masks that old checkpoints hold
  return layout;
}

TensorLayout megatron_layout(const ModelFile& /*file*/, const ModelConfig& /*config*/) {
  TensorLayout layout;
  layout.layer[NormSlot::attention] = "input_layernorm";
  layout.layer[LinearSlot::qkv] = {"self_attention.query_key_value"};
  layout.layer[LinearSlot::attention_out] = {"self_attention.dense"};
  layout.layer[NormSlot::feed_forward] = "post_attention_layernorm";
  layout.layer[LinearSlot::up] = {"mlp.dense_h_to_4h"};
  layout.layer[LinearSlot::down] = {"mlp.dense_4h_to_h"};
  layout.fused_qkv = FusedQkv::by_kv_head;
  layout.head = "lm_head";
  return layout;
}

}  // namespace coldread::hub
