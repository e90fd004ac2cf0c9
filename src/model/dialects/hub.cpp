#include "model/dialects/hub.h"

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

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

/// A kind for every layer says nothing where all are the one that is computed.
bool is_full_attention_everywhere(const Value& value) {
  return value.is_list() &&
         std::ranges::all_of(value.as_list(), [](const Value& layer) { return layer == Value("full_attention"); });
}

}  // namespace

ModelConfig Settings::sizes() {
  ModelConfig config;
  config.vocabulary = required_size("vocab_size");
  config.width = required_size(keys_.width);
  config.context = required_size(keys_.context);
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
  result.width = defaults.width == 0 ? required_size(keys_.inner) : size(keys_.inner).value_or(defaults.width);
  if (find(keys_.activation) != nullptr) result.activation = activation_of(*this, keys_.activation);
  return result;
}

NormConfig Settings::norm(kernels::NormKind kind, double default_epsilon) {
  return {.kind = kind, .epsilon = static_cast<float>(number(keys_.epsilon).value_or(default_epsilon))};
}

Bias Settings::bias(std::string_view key) {
  return boolean(key).value_or(false) ? Bias::required : Bias::absent;
}

void Settings::finish() {
  accept("layer_types", is_full_attention_everywhere);
  ConfigReader::finish({}, is_harmless_key);
}

TensorLayout layout() {
  TensorLayout layout;
  layout.token_embedding = "model.embed_tokens";
  layout.layers = "model.layers.";
  layout.layer[NormSlot::attention] = "input_layernorm";
  layout.layer[LinearSlot::qkv] = {"self_attn.q_proj", "self_attn.k_proj", "self_attn.v_proj"};
  layout.layer[LinearSlot::attention_out] = {"self_attn.o_proj"};
  layout.layer[NormSlot::feed_forward] = "post_attention_layernorm";
  layout.layer[LinearSlot::up] = {"mlp.gate_proj", "mlp.up_proj"};
  layout.layer[LinearSlot::down] = {"mlp.down_proj"};
  layout.final_norm = "model.norm";
  layout.head = "lm_head";
  layout.ignored_of_layer = {"self_attn.rotary_emb.inv_freq"};  // of old checkpoints, computed from theta
  return layout;
}

}  // namespace coldread::hub
