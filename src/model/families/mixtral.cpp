// Mixtral (Jiang et al. 2024): Mistral with experts in every layer. Settings and names of transformers'
// MixtralForCausalLM; llama.cpp calls it llama.
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({}, {.default_theta = 1e6});
  settings.windows(config, [](std::size_t) { return true; });
  ExpertsConfig experts = settings.experts(config);
  experts.routing = Routing::softmax_of_chosen;
  for (LayerConfig& layer : config.layers) use_experts(layer, experts);
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily mixtral_family;
const ModelFamily mixtral_family = {
    .name = "mixtral", .hub = {.types = {"mixtral"}, .read_config = read_hub, .layout = hub::sparse_block_layout}};

}  // namespace coldread
