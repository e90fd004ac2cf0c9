// StableLM 3B, 2 and 12B (Bellagente et al. 2024): Llama with LayerNorm, a quarter of each head turned, and, of 12B,
// both blocks of one norm and a norm of its own for each head. Settings and names of transformers' StableLmForCausalLM
// and of GGUF files with architecture stablelm.
#include <string_view>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer, .epsilon = 1e-5};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "layer_norm_eps"});
  const std::string_view share = hub::first_there(file, "partial_rotary_factor", "rope_pct");
  ModelConfig config = settings.decoder(kTraits, {.share = share, .default_share = 0.25});
  set_qkv_bias(config, settings.bias("use_qkv_bias"));
  if (settings.boolean("qk_layernorm").value_or(false)) norm_own_heads(config);
  if (settings.boolean("use_parallel_residual").value_or(false)) make_parallel(config);
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  if (file.tensors->find("blk.0.attn_q_norm.weight") != nullptr) norm_own_heads(config);
  if (settings.boolean("use_parallel_residual").value_or(false)) make_parallel(config);
  settings.finish();
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  const bool one_norm = config.layers.front().parallel;
  TensorLayout layout = one_norm ? hub::one_norm_layout(file, config) : hub::layout(file, config);
  layout.layer[NormSlot::query] = "self_attn.q_layernorm";
  layout.layer[NormSlot::key] = "self_attn.k_layernorm";
  layout.head_norms_apart = true;
  return layout;
}

TensorLayout gguf_layout(const ModelFile& file, const ModelConfig& config) {
  return config.layers.front().parallel ? gguf::one_norm_layout(file, config) : gguf::layout(file, config);
}

}  // namespace

extern const ModelFamily stablelm_family;
const ModelFamily stablelm_family = {.name = "stablelm",
                                     .hub = {.types = {"stablelm"}, .read_config = read_hub, .layout = hub_layout},
                                     .gguf = {.types = {"stablelm"}, .read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
