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
  if (number("expert_count").value_or(0) != 0) fail("expert_count", "must be 0: experts are not supported");
  if (number("expert_used_count").value_or(0) != 0) fail("expert_used_count", "must be 0");
  return result;
}

NormConfig Settings::norm(kernels::NormKind kind) {
  const std::string_view key =
      kind == kernels::NormKind::rms ? "attention.layer_norm_rms_epsilon" : "attention.layer_norm_epsilon";
  return {.kind = kind, .epsilon = static_cast<float>(required_number(key))};
}

TensorLayout layout() {
  TensorLayout layout;
  layout.token_embedding = "token_embd";
  layout.position_embedding = "position_embd";
  layout.layers = "blk.";
  layout.layer[NormSlot::attention] = "attn_norm";
  layout.layer[LinearSlot::qkv] = {"attn_q", "attn_k", "attn_v"};
  layout.layer[LinearSlot::attention_out] = {"attn_output"};
  layout.layer[NormSlot::feed_forward] = "ffn_norm";
  layout.layer[LinearSlot::up] = {"ffn_gate", "ffn_up"};
  layout.layer[LinearSlot::down] = {"ffn_down"};
  layout.final_norm = "output_norm";
  layout.head = "output";
  // Read with the settings.
  layout.ignored = {"rope_freqs.weight", "rope_factors_short.weight", "rope_factors_long.weight"};
  return layout;
}

}  // namespace coldread::gguf
