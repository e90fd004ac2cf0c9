// OLMo 2 and 3 (OLMo Team 2024, 2025): Llama with norms of what blocks add instead of what they read, and of all
// queries and all keys at once; 3 with a window in three layers of four, and scaled angles in the fourth alone.
// Settings and names of transformers' Olmo2ForCausalLM and Olmo3ForCausalLM and of GGUF files with architecture olmo2.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) {
    norm_branches_alone(layer);
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::projection);
  }
  return config;
}

ModelConfig read_olmo2(hub::Settings& settings) {
  ModelConfig config = settings.decoder({.epsilon = 1e-5});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.finish();
  return complete(std::move(config));
}

ModelConfig read_olmo3(hub::Settings& settings) {
  ModelConfig config = settings.decoder({.epsilon = 1e-5}, {.default_theta = 500000, .layers = "full_attention"});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.windows(config, [](std::size_t layer) { return (layer + 1) % 4 != 0; });
  config.rotary.push_back(
      settings.rotary(head_size(config), {.default_theta = 500000, .layers = "sliding_attention", .scaled = false}));
  for (LayerConfig& layer : config.layers) {
    if (layer.attention.window > 0) layer.attention.rotary = 1;
  }
  settings.finish();
  return complete(std::move(config));
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  return file.family == "olmo3" ? read_olmo3(settings) : read_olmo2(settings);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  if (settings.find("attention.sliding_window") != nullptr) {
    settings.windows(config, 4);
    config.rotary.push_back(settings.rotary(head_size(config), {.scaled = false}));
    for (LayerConfig& layer : config.layers) {
      if (layer.attention.window > 0) layer.attention.rotary = 1;
    }
  }
  settings.finish();
  return complete(std::move(config));
}

}  // namespace

extern const ModelFamily olmo2_family;
const ModelFamily olmo2_family = {
    .name = "olmo2",
    .hub = {.types = {"olmo2", "olmo3"}, .read_config = read_hub, .layout = hub::branch_norm_layout},
    .gguf = {.types = {"olmo2"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
