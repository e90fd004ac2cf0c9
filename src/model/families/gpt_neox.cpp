// GPT-NeoX (Black et al. 2022) and Pythia: both blocks of the same x with a LayerNorm each, a quarter of each head
// turned, queries, keys and values fused by head. Settings and names of transformers' GPTNeoXForCausalLM and of GGUF
// files with architecture gptneox.
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{
    .norm = kernels::NormKind::layer, .epsilon = 1e-5, .feed_forward = {.activation = kernels::Activation::gelu_erf}};

ModelConfig complete(ModelConfig config, bool parallel) {
  if (parallel) make_parallel(config);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.kv_heads = "", .head_size = "", .epsilon = "layer_norm_eps"});
  const std::string_view theta = hub::first_there(file, "rope_theta", "rotary_emb_base");
  const std::string_view share = hub::first_there(file, "partial_rotary_factor", "rotary_pct");
  ModelConfig config = settings.decoder(kTraits, {.theta = theta, .share = share, .default_share = 0.25});
  set_biases(config, settings.bias("attention_bias", true), Bias::required);
  const bool parallel = settings.boolean("use_parallel_residual").value_or(true);
  static constexpr std::string_view kHarmless[] = {"rotary_emb_base", "rotary_pct"};  // said again
  settings.finish(kHarmless);
  return complete(std::move(config), parallel);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  const bool parallel = settings.boolean("use_parallel_residual").value_or(true);
  settings.finish();
  return complete(std::move(config), parallel);
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::megatron_layout(file, config);
  layout.prefixes = {"gpt_neox.", ""};
  layout.token_embedding = "embed_in";
  layout.layers = "layers.";
  layout.layer[LinearSlot::qkv] = {"attention.query_key_value"};
  layout.layer[LinearSlot::attention_out] = {"attention.dense"};
  layout.final_norm = "final_layer_norm";
  layout.head = file.tensors->find("lm_head.weight") == nullptr ? "embed_out" : "lm_head";
  // Masks and angles of old checkpoints.
  layout.ignored_of_layer = {"attention.bias", "attention.masked_bias", "attention.rotary_emb.inv_freq"};
  return layout;
}

}  // namespace

extern const ModelFamily gpt_neox_family;
const ModelFamily gpt_neox_family = {.name = "gpt_neox",
                                     .hub = {.types = {"gpt_neox"}, .read_config = read_hub, .layout = hub_layout},
                                     .gguf = {.types = {"gptneox"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
