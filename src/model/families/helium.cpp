// Helium (Kyutai 2025): Llama with pairs of neighbours turned. Settings of transformers' HeliumForCausalLM; llama.cpp
// does not have it.
#include <utility>

#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.epsilon = 1e-8}, {.default_theta = 100000});
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  // Its code has a bias of queries, keys and values alone.
  for (LayerConfig& layer : config.layers) layer.biases[LinearSlot::attention_out] = Bias::absent;
  settings.finish();
  return turn_neighbours(std::move(config));
}

}  // namespace

extern const ModelFamily helium_family;
const ModelFamily helium_family = {.name = "helium",
                                   .hub = {.types = {"helium"}, .read_config = read_hub, .layout = hub::layout}};

}  // namespace coldread
