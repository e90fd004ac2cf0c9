// Command R (Cohere 2024): both blocks of one LayerNorm without bias, pairs of neighbours turned, logits scaled.
// Settings and names of transformers' CohereForCausalLM and of GGUF files with architecture command-r.
#include <utility>

#include "model/dialects/command_r_traits.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "layer_norm_eps"});
  ModelConfig config = settings.decoder(kCommandRTraits, {.default_theta = 500000});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  config.logit_scale = static_cast<float>(settings.number_or("logit_scale", 0.0625));
  if (settings.boolean("use_qk_norm").value_or(false)) norm_own_heads(config);
  settings.finish();
  return command_r(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kCommandRTraits);
  config.logit_scale = static_cast<float>(settings.number_or("logit_scale", 0.0625));
  if (file.tensors->find("blk.0.attn_q_norm.weight") != nullptr) norm_own_heads(config);
  settings.finish();
  return command_r(std::move(config));
}

}  // namespace

extern const ModelFamily cohere_family;
const ModelFamily cohere_family = {
    .name = "cohere",
    .hub = {.types = {"cohere"}, .read_config = read_hub, .layout = hub::one_norm_layout},
    .gguf = {.types = {"command-r"}, .read_config = read_gguf, .layout = gguf::one_norm_layout}};

}  // namespace coldread
