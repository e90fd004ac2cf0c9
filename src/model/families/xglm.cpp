// XGLM (Lin et al. 2021): sines and cosines of positions that start at 2, an embedding scaled by sqrt(D), LayerNorm
// before each block. Settings and names of transformers' XGLMForCausalLM; llama.cpp does not have it.
#include <cstdint>
#include <string_view>
#include <utility>

#include "model/dialects/gemma_traits.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_erf},
                                .positions = AttentionPositions::none,
                                .tied_head = true};

/// Sines are exact up to angles of a million.
constexpr std::int64_t kMostPositions = 1 << 19;

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.width = "d_model",
                                .layers = "num_layers",
                                .heads = "attention_heads",
                                .kv_heads = "",
                                .head_size = "",
                                .inner = "ffn_dim",
                                .activation = "activation_function",
                                .epsilon = ""});
  ModelConfig config = settings.decoder(kTraits);
  if (config.width < 4 || config.width % 2 != 0) settings.fail("d_model", "must be an even number from 4 on");
  if (config.context > kMostPositions) settings.fail("max_position_embeddings", "must be at most 524288");
  config.positions = EmbeddedPositions::sinusoidal;
  config.position_offset = 2;
  if (settings.boolean("scale_embedding").value_or(true)) config = scale_embedding_by_root(std::move(config));
  set_biases(config, Bias::required, Bias::required);
  settings.expect("add_cross_attention", false);
  static constexpr std::string_view kHarmless[] = {"init_std", "decoder_start_token_id", "num_hidden_layers"};
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[NormSlot::attention] = "self_attn_layer_norm";
  layout.layer[LinearSlot::attention_out] = {"self_attn.out_proj"};
  layout.layer[NormSlot::feed_forward] = "final_layer_norm";
  layout.layer[LinearSlot::up] = {"fc1"};
  layout.layer[LinearSlot::down] = {"fc2"};
  layout.final_norm = "layer_norm";
  layout.ignored = {"embed_positions.weights"};  // sines that old checkpoints hold
  return layout;
}

}  // namespace

extern const ModelFamily xglm_family;
const ModelFamily xglm_family = {.name = "xglm",
                                 .hub = {.types = {"xglm"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
