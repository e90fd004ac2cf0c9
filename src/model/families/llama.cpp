// Llama (Touvron et al. 2023): RMSNorm before each block, rotary positions, grouped key/value heads, SwiGLU. Settings
// and names of transformers' LlamaForCausalLM and of GGUF files with architecture llama, which Mistral's are, too.
#include <string_view>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  static constexpr std::string_view kHarmless[] = {"rope.scaling.finetuned", "tensor_data_layout"};
  settings.finish(kHarmless);
  return config;
}

}  // namespace

extern const ModelFamily llama_family;
const ModelFamily llama_family = {
    .name = "llama",
    .hub = {.types = {"llama"}, .read_config = read_hub, .layout = hub::layout},
    .gguf = {.types = {"llama"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
