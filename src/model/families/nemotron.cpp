// Nemotron and Minitron (Parmar et al. 2024): Llama with LayerNorm whose gains are stored less one, half of each head
// turned, and an ungated squared ReLU. Settings and names of transformers' NemotronForCausalLM and of GGUF files with
// architecture nemotron.
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::relu_squared}};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "norm_eps"});
  const std::string_view share = hub::first_there(file, "partial_rotary_factor", "rope_percent");
  ModelConfig config = settings.decoder(kTraits, {.share = share, .default_share = 0.5});
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  settings.finish();
  return gains_less_one(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  static constexpr std::string_view kHarmless[] = {"attention.layer_norm_rms_epsilon"};  // the other, said again
  settings.finish(kHarmless);
  return config;
}

}  // namespace

extern const ModelFamily nemotron_family;
const ModelFamily nemotron_family = {.name = "nemotron",
                                     .hub = {.types = {"nemotron"}, .read_config = read_hub, .layout = hub::layout},
                                     .gguf = {.types = {"nemotron"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
