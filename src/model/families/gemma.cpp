// Gemma (Gemma Team 2024): Llama with an embedding scaled by sqrt(D), gains stored less one, and a gate of GELU.
// Settings and names of transformers' GemmaForCausalLM and of GGUF files with architecture gemma.
#include <string>
#include <string_view>
#include <utility>

#include "model/dialects/gemma_traits.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.activation = ""});
  ModelConfig config = settings.decoder(kGemmaTraits);
  // Both spellings mean the tanh form: "gelu" is what the first releases say.
  for (const std::string_view key : {"hidden_act", "hidden_activation"}) {
    const std::string name = settings.text(key).value_or("gelu");
    if (name != "gelu" && name != "gelu_pytorch_tanh")
      settings.fail(key, "must be gelu_pytorch_tanh, is '" + name + "'");
  }
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.expect("use_bidirectional_attention", false);
  settings.finish();
  return scale_embedding_by_root(gains_less_one(std::move(config)));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kGemmaTraits);
  settings.finish();
  return scale_embedding_by_root(std::move(config));
}

}  // namespace

extern const ModelFamily gemma_family;
const ModelFamily gemma_family = {.name = "gemma",
                                  .hub = {.types = {"gemma"}, .read_config = read_hub, .layout = hub::layout},
                                  .gguf = {.types = {"gemma"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
