// Mistral (Jiang et al. 2023): Llama with a window of keys in every layer, where it has one. Settings of transformers'
// MistralForCausalLM; llama.cpp calls it llama.
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.windows(config, [](std::size_t) { return true; });
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily mistral_family;
const ModelFamily mistral_family = {.name = "mistral",
                                    .hub = {.types = {"mistral"}, .read_config = read_hub, .layout = hub::layout}};

}  // namespace coldread
