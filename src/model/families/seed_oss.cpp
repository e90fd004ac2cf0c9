// Seed-OSS (ByteDance 2025): Llama with each bias on its own. Settings and names of transformers' SeedOssForCausalLM
// and of GGUF files with architecture seed_oss.
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const Bias qkv = settings.bias("attention_bias", true);
  const Bias out = settings.bias("attention_out_bias");
  set_biases(config, out, settings.bias("mlp_bias"));
  set_qkv_bias(config, qkv);
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.finish();
  return config;
}

TensorLayout gguf_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = gguf::layout(file, config);
  layout.layer[NormSlot::feed_forward] = "post_attention_norm";
  return layout;
}

}  // namespace

extern const ModelFamily seed_oss_family;
const ModelFamily seed_oss_family = {.name = "seed_oss",
                                     .hub = {.types = {"seed_oss"}, .read_config = read_hub, .layout = hub::layout},
                                     .gguf = {.types = {"seed_oss"}, .read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
