// Command R7B and A (Cohere 2024): Command R with a window and rotary positions in three layers of four, and neither in
// the fourth. Settings and names of transformers' Cohere2ForCausalLM and of GGUF files with architecture cohere2.
#include <string_view>
#include <utility>

#include "model/dialects/command_r_traits.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) {
    if (layer.attention.window == 0) layer.attention.positions = AttentionPositions::none;
  }
  return command_r(std::move(config));
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.epsilon = "layer_norm_eps"});
  ModelConfig config = settings.decoder(kCommandRTraits);
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  config.logit_scale = static_cast<float>(settings.number_or("logit_scale", 0.0625));
  const auto period = static_cast<std::size_t>(settings.size("sliding_window_pattern").value_or(4));
  settings.windows(config, [&](std::size_t layer) { return (layer + 1) % period != 0; });
  // What the released files say beside, as it is: how the cache is laid out, and in which order layers are taken.
  settings.expect("use_qk_norm", false);
  settings.expect("position_embedding_type", "rope_gptj");
  settings.expect("rotary_pct", 1.0);
  static constexpr std::string_view kHarmless[] = {"cache_implementation",  "order_of_interleaved_layers",
                                                   "use_embedding_sharing", "use_gated_activation",
                                                   "use_parallel_block",    "use_parallel_embedding"};
  settings.finish(kHarmless);
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kCommandRTraits);
  config.logit_scale = static_cast<float>(settings.number_or("logit_scale", 0.0625));
  settings.windows(config, 4);
  settings.finish();
  return complete(std::move(config));
}

}  // namespace

extern const ModelFamily cohere2_family;
const ModelFamily cohere2_family = {
    .name = "cohere2",
    .hub = {.types = {"cohere2"}, .read_config = read_hub, .layout = hub::one_norm_layout},
    .gguf = {.types = {"cohere2"}, .read_config = read_gguf, .layout = gguf::one_norm_layout}};

}  // namespace coldread
