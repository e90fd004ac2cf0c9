// Qwen2 and 2.5 (Yang et al. 2024): Llama with biases of queries, keys and values. Settings and names of transformers'
// Qwen2ForCausalLM and of GGUF files with architecture qwen2, which say no window.
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  set_qkv_bias(config, Bias::required);
  settings.upper_windows(config);
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily qwen2_family;
const ModelFamily qwen2_family = {.name = "qwen2",
                                  .hub = {.types = {"qwen2"}, .read_config = read_hub, .layout = hub::layout},
                                  .gguf = {.types = {"qwen2"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
