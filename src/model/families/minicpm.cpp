// MiniCPM (Hu et al. 2024): Llama with scales of embedding, branches and logits. Settings of its own code's
// MiniCPMForCausalLM and of GGUF files with architecture minicpm.
#include <cmath>
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

/// embedding: s of s E[token]; branches: r of x + r block(x); logits: what they are divided by.
ModelConfig complete(ModelConfig config, double embedding, double branches, double logits) {
  config.embedding_scale = static_cast<float>(embedding);
  config.logit_scale = static_cast<float>(1 / logits);
  for (LayerConfig& layer : config.layers) layer.residual_scale = static_cast<float>(branches);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.tied_head = true});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  const double embedding = settings.number_or("scale_emb", 1);
  const double depth = settings.number_or("scale_depth", 1);
  const auto layers = static_cast<double>(settings.required_size("num_hidden_layers"));
  const auto width = static_cast<double>(config.width);
  const double base = settings.number_or("dim_model_base", width);
  if (!(base > 0)) settings.fail("dim_model_base", "must be positive");
  static constexpr std::string_view kHarmless[] = {"auto_map", "rope_scaling_type"};
  settings.finish(kHarmless);
  return complete(std::move(config), embedding, depth / std::sqrt(layers), width / base);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const auto layers = static_cast<double>(settings.required_size("block_count"));
  const double embedding = settings.number_or("embedding_scale", 12);
  const double branches = settings.number_or("residual_scale", 1.4 / std::sqrt(layers));
  // The converter writes D / dim_model_base; what a file without it means is not known.
  const double logits = settings.required_number("logit_scale");
  if (!(logits > 0)) settings.fail("logit_scale", "must be positive");
  settings.finish();
  return complete(std::move(config), embedding, branches, logits);
}

}  // namespace

extern const ModelFamily minicpm_family;
const ModelFamily minicpm_family = {
    .name = "minicpm",
    .hub = {.types = {"minicpm"}, .read_config = read_hub, .layout = hub::layout},
    .gguf = {.types = {"minicpm"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
