#include "model/dialects/gguf.h"

#include <string>
#include <vector>

namespace coldread::gguf {
ModelConfig Settings::sizes() {
  ModelConfig config;
  const TensorView* embedding = file_.tensors->find("token_embd.weight");
  config.vocabulary = embedding == nullptr || embedding->shape.empty() ? 0 : embedding->shape[0];
  if (size("vocab_size").value_or(config.vocabulary) != config.vocabulary) {
    fail("vocab_size", "differs from the rows of 'token_embd.weight'");
  }
  config.width = required_size("embedding_length");
  config.context = required_size("context_length");
  config.tied_head = file_.tensors->find("output.weight") == nullptr;
  return config;
}

AttentionConfig Settings::attention(std::int64_t width) {
  AttentionConfig attention;
  attention.heads = required_size("attention.head_count");
  attention.kv_heads = size("attention.head_count_kv").value_or(attention.heads);
  attention.head_size = size("attention.key_length").value_or(width / attention.heads);
  if (size("attention.value_length").value_or(attention.head_size) != attention.head_size) {
    fail("attention.value_length", "must equal the key length");
  }
  if (!boolean("attention.causal").value_or(true)) fail("attention.causal", "must be true");
  attention.score_scale = inverse_root(attention.head_size);
  return attention;
}

FeedForwardConfig Settings::feed_forward(const FeedForwardConfig& family) {
  FeedForwardConfig result = family;
  result.width = required_size("feed_forward_length");
  if (!has_experts()) number("expert_used_count");  // 0; where there are some, who does not read it cannot run them
  return result;
}

NormConfig Settings::norm(kernels::NormKind kind) {
  const std::string_view key =
      kind == kernels::NormKind::rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon";
  return {.kind = kind, .epsilon = static_cast<float>(required_number(key)), .bias = kind == kernels::NormKind::layer};
}

void Settings::windows(ModelConfig& config, std::int64_t period) {
  constexpr std::string_view kPattern = "attention.sliding_window_pattern";
  const auto window = number("attention.sliding_window").value_or(0);
  const Value* pattern = find(kPattern);
  const List* kinds = pattern != nullptr && pattern->is_list() ? &pattern->as_list() : nullptr;
  if (kinds != nullptr && kinds->size() < config.layers.size()) fail(kPattern, "must have a value for each layer");
  const std::int64_t of_file = pattern == nullptr || kinds != nullptr ? period : required_size(kPattern);
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    const bool by_period = of_file == 1 || static_cast<std::int64_t>(i) % of_file < of_file - 1;
    const bool slides = kinds == nullptr ? by_period : (*kinds)[i] == Value(true);
    if (slides) layer.attention.window = static_cast<std::int64_t>(window);
  });
}

ModelConfig Settings::decoder(const DecoderTraits& family, const RotaryKeys& rotary_keys) {
  ModelConfig config = sizes();
  LayerConfig layer;
  layer.attention = attention(config.width);
  layer.attention.positions = family.positions;
  layer.feed_forward = feed_forward(family.feed_forward);
  set_biases(layer, Bias::if_present, Bias::if_present);
  if (family.positions == AttentionPositions::rotary) {
    config.rotary = {rotary(layer.attention.head_size, rotary_keys)};
  }
  repeat_layer(config, layer, norm(family.norm), layers());
  return config;
}

TensorLayout layout(const ModelFile& file, const ModelConfig& /*config*/) {
  const auto has = [&](const char* name) { return file.tensors->find(name) != nullptr; };
  TensorLayout layout;
  layout.token_embedding = "token_embd";
  layout.position_embedding = "position_embd";
  layout.embedding_norm = "token_embd_norm";
  layout.layers = "blk.";
  layout.layer[NormSlot::attention] = "attn_norm";
  layout.layer[LinearSlot::qkv] = {"attn_q", "attn_k", "attn_v"};
  if (has("blk.0.attn_qkv.weight")) layout.layer[LinearSlot::qkv] = {"attn_qkv"};
  layout.layer[NormSlot::query] = "attn_q_norm";
  layout.layer[NormSlot::key] = "attn_k_norm";
  layout.layer[LinearSlot::attention_out] = {"attn_output"};
  layout.layer[NormSlot::attention_branch] = "post_attention_norm";
  layout.layer[NormSlot::feed_forward] = "ffn_norm";
  layout.layer[LinearSlot::up] = {"ffn_up"};
  if (has("blk.0.ffn_gate.weight")) layout.layer[LinearSlot::up] = {"ffn_gate", "ffn_up"};
  layout.layer[LinearSlot::down] = {"ffn_down"};
  layout.layer[NormSlot::feed_forward_branch] = "post_ffw_norm";
  layout.layer[LinearSlot::router] = {"ffn_gate_inp"};
  layout.layer[LinearSlot::shared_gate] = {"ffn_gate_inp_shexp"};
  layout.experts = {{.up = {"ffn_gate_exps", "ffn_up_exps"}, .down = "ffn_down_exps"}};
  layout.shared_up = {"ffn_gate_shexp", "ffn_up_shexp"};
  layout.shared_down = {"ffn_down_shexp"};
  layout.final_norm = "output_norm";
  layout.head = "output";
  // Read with the settings.
  layout.ignored = {"rope_freqs.weight", "rope_factors_short.weight", "rope_factors_long.weight"};
  return layout;
}

TensorLayout one_norm_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout result = layout(file, config);
  result.layer[NormSlot::feed_forward] = result.layer[NormSlot::attention];
  return result;
}

TensorLayout interleaved_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout result = layout(file, config);
  result.interleaved_pairs = true;
  return result;
}

}  // namespace coldread::gguf
