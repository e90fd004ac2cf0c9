#pragma once

#include <cmath>
#include <string_view>
#include <utility>

#include "model/dialects/hub.h"

// What Gemma, Gemma 2 and Gemma 3 share.
namespace coldread {

inline constexpr DecoderTraits kGemmaTraits{
    .feed_forward = {.activation = kernels::Activation::gelu_tanh, .gated = true}, .tied_head = true};

/// How the cache is laid out.
inline constexpr std::string_view kGemmaHarmless[] = {"cache_implementation"};

/// x = sqrt(D) E[token]
inline ModelConfig scale_embedding_by_root(ModelConfig config) {
  config.embedding_scale = static_cast<float>(std::sqrt(static_cast<double>(config.width)));
  return config;
}

/// Of what a block reads and of what it adds.
inline ModelConfig norm_around_blocks(ModelConfig config) {
  for (LayerConfig& layer : config.layers) norm_branches(layer, *config.final_norm);
  return config;
}

/// The scale and the caps of scores and logits of Gemma 2 and 3.
inline void read_gemma_scores(hub::Settings& settings, ModelConfig& config) {
  const double scalar = settings.number_or("query_pre_attn_scalar", 256);
  if (!(scalar > 0)) settings.fail("query_pre_attn_scalar", "must be positive");
  config.logit_cap = settings.cap("final_logit_softcapping");
  const float cap = settings.cap("attn_logit_softcapping");
  for (LayerConfig& layer : config.layers) {
    layer.attention.score_scale = static_cast<float>(1 / std::sqrt(scalar));
    layer.attention.score_cap = cap;
  }
  settings.expect("use_bidirectional_attention", false);
}

inline TensorLayout gemma_hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[NormSlot::attention_branch] = "post_attention_layernorm";
  layout.layer[NormSlot::feed_forward] = "pre_feedforward_layernorm";
  layout.layer[NormSlot::feed_forward_branch] = "post_feedforward_layernorm";
  // Of the network for images beside it.
  layout.ignored_prefixes = {"vision_tower.", "multi_modal_projector.", "model.vision_tower.",
                             "model.multi_modal_projector."};
  return layout;
}

}  // namespace coldread
