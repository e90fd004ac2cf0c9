// AFM (Arcee AI 2025): Llama with an ungated squared ReLU. Settings and names of transformers' ArceeForCausalLM and of
// GGUF files with architecture arcee.
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.epsilon = 1e-5, .feed_forward = {.activation = kernels::Activation::relu_squared}};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  settings.finish();
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily arcee_family;
const ModelFamily arcee_family = {
    .name = "arcee",
    .hub = {.types = {"arcee"}, .read_config = read_hub, .layout = hub::layout},
    .gguf = {.types = {"arcee"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
