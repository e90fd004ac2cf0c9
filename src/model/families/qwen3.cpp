// Qwen3 (Yang et al. 2025): Llama with an RMSNorm of each head's query and key. Settings and names of transformers'
// Qwen3ForCausalLM and of GGUF files with architecture qwen3.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.upper_windows(config);
  settings.finish();
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.finish();
  return complete(std::move(config));
}

}  // namespace

extern const ModelFamily qwen3_family;
const ModelFamily qwen3_family = {.name = "qwen3",
                                  .hub = {.types = {"qwen3"}, .read_config = read_hub, .layout = hub::layout},
                                  .gguf = {.types = {"qwen3"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
