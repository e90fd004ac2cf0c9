// Phi-3.5-MoE (Abdin et al. 2024): Mixtral with LayerNorm, biases of attention and head, and two experts that are
// weighed apart (SparseMixer). Settings and names of transformers' PhimoeForCausalLM; llama.cpp routes its phimoe
// otherwise.
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer, .epsilon = 1e-5};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits, {.default_theta = 1e6});
  settings.windows(config, [](std::size_t) { return true; });
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  config.head_bias = settings.bias("lm_head_bias");
  ExpertsConfig experts = settings.experts(config);
  if (experts.used != 2) settings.fail("num_experts_per_tok", "must be 2");
  experts.routing = Routing::sparse_mixer;
  experts.close = 2 * settings.number_or("router_jitter_noise", 0.01);
  for (LayerConfig& layer : config.layers) use_experts(layer, experts);
  static constexpr std::string_view kOfTraining[] = {"input_jitter_noise"};
  settings.finish(kOfTraining);
  return config;
}

}  // namespace

extern const ModelFamily phimoe_family;
const ModelFamily phimoe_family = {
    .name = "phimoe", .hub = {.types = {"phimoe"}, .read_config = read_hub, .layout = hub::sparse_block_layout}};

}  // namespace coldread
