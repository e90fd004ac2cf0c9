// ERNIE 4.5 (Baidu 2025), dense: Llama with pairs of neighbours turned. Settings and names of transformers'
// Ernie4_5ForCausalLM and of GGUF files with architecture ernie4_5.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.epsilon = 1e-5, .tied_head = true};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits, {.default_theta = 500000});
  const Bias bias = settings.bias("use_bias");
  set_biases(config, bias, bias);
  settings.finish();
  return turn_neighbours(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return turn_neighbours(std::move(config));
}

}  // namespace

extern const ModelFamily ernie4_5_family;
const ModelFamily ernie4_5_family = {.name = "ernie4_5",
                                     .hub = {.types = {"ernie4_5"}, .read_config = read_hub, .layout = hub::layout},
                                     .gguf = {.types = {"ernie4_5"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
