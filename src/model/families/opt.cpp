// OPT (Zhang et al. 2022) and Galactica: learned positions that start at row 2, LayerNorm before each block, biases.
// The 350 M form norms after each block and projects its embedding from and to a width of its own. Settings and names
// of transformers' OPTForCausalLM; llama.cpp does not have it.
#include <string_view>

#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::relu},
                                .positions = AttentionPositions::none,
                                .tied_head = true};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(
      file, {.kv_heads = "", .head_size = "", .inner = "ffn_dim", .activation = "activation_function", .epsilon = ""});
  ModelConfig config = settings.decoder(kTraits);
  config.positions = EmbeddedPositions::learned;
  config.position_offset = 2;
  const std::int64_t embedding = settings.size("word_embed_proj_dim").value_or(config.width);
  if (embedding != config.width) config.embedding_width = embedding;
  const Bias bias = settings.bias("enable_bias", true);
  set_biases(config, bias, bias);
  if (!settings.boolean("do_layer_norm_before").value_or(true)) norm_after_blocks_alone(config);
  if (settings.boolean("_remove_final_layer_norm").value_or(false)) config.final_norm.reset();
  if (!settings.boolean("layer_norm_elementwise_affine").value_or(true)) drop_norm_weights(config);
  static constexpr std::string_view kHarmless[] = {"init_std"};
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.prefixes = {"model.decoder.", "decoder.", "model.", ""};
  layout.position_embedding = "embed_positions";
  layout.project_in = "project_in";
  layout.layer[LinearSlot::attention_out] = {"self_attn.out_proj"};
  layout.layer[NormSlot::attention] = layout.layer[NormSlot::attention_sum] = "self_attn_layer_norm";
  layout.layer[LinearSlot::up] = {"fc1"};
  layout.layer[LinearSlot::down] = {"fc2"};
  layout.layer[NormSlot::feed_forward] = layout.layer[NormSlot::feed_forward_sum] = "final_layer_norm";
  layout.final_norm = "final_layer_norm";
  layout.project_out = "project_out";
  return layout;
}

}  // namespace

extern const ModelFamily opt_family;
const ModelFamily opt_family = {.name = "opt",
                                .hub = {.types = {"opt"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
