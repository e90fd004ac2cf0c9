// GPT-OSS (OpenAI 2025): Llama with biases of attention, a sink a head in its softmax, a window in every other layer
// and experts with clamped gates. Settings and names of transformers' GptOssForCausalLM and of GGUF files with
// architecture gpt-oss.
#include <string>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"
#include "model/setting_tensor.h"

namespace coldread {
namespace {

constexpr double kSteepness = 1.702;

const DecoderTraits kTraits{.epsilon = 1e-5,
                            .feed_forward = {.activation = kernels::Activation::clamped_silu, .gated = true}};

void read_sinks(const ModelFile& file, ModelConfig& config, const std::string& layers, const std::string& name) {
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    const auto heads = static_cast<std::size_t>(layer.attention.heads);
    layer.attention.sinks = setting_tensor(file, layers + std::to_string(i) + name, heads);
  });
}

ModelConfig complete(ModelConfig config, ExpertsConfig experts, double limit) {
  experts.routing = Routing::softmax_of_chosen;
  set_biases(config, Bias::required, Bias::required);
  for (LayerConfig& layer : config.layers) {
    layer.feed_forward.activation = kernels::Activation::clamped_silu;
    layer.feed_forward.parameters.limit = static_cast<float>(limit);
    layer.biases[LinearSlot::router] = Bias::required;
    use_experts(layer, experts);
  }
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits, {.default_theta = 150000});
  settings.windows(config, [](std::size_t layer) { return layer % 2 == 0; });
  if (!settings.boolean("attention_bias").value_or(true)) settings.fail("attention_bias", "must be true");
  if (settings.number_or("swiglu_alpha", kSteepness) != kSteepness) settings.fail("swiglu_alpha", "must be 1.702");
  const double limit = settings.number_or("swiglu_limit", 7);
  const ExpertsConfig experts = settings.experts(config);
  read_sinks(file, config, "model.layers.", ".self_attn.sinks");
  settings.finish();
  return complete(std::move(config), experts, limit);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.windows(config, 2);
  const ExpertsConfig experts = settings.experts(config);
  read_sinks(file, config, "blk.", ".attn_sinks.weight");
  settings.finish();
  return complete(std::move(config), experts, 7);
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::router] = {"mlp.router"};
  layout.experts = {{.up = {"mlp.experts.gate_up_proj"},
                     .down = "mlp.experts.down_proj",
                     .weight_end = "",
                     .bias_end = "_bias",
                     .fused_gate = FusedGate::alternating,
                     .transposed = true}};
  layout.ignored_of_layer.push_back("self_attn.sinks");  // read with the settings
  return layout;
}

TensorLayout gguf_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = gguf::layout(file, config);
  layout.layer[NormSlot::feed_forward] = "post_attention_norm";
  layout.ignored_of_layer.push_back("attn_sinks.weight");
  return layout;
}

}  // namespace

extern const ModelFamily gpt_oss_family;
const ModelFamily gpt_oss_family = {.name = "gpt_oss",
                                    .hub = {.types = {"gpt_oss"}, .read_config = read_hub, .layout = hub_layout},
                                    .gguf = {.types = {"gpt-oss"}, .read_config = read_gguf, .layout = gguf_layout}};

}  // namespace coldread
