// SmolLM3 (Bakouch et al. 2025): Llama without positions in every fourth layer. Settings and names of transformers'
// SmolLM3ForCausalLM and of GGUF files with architecture smollm3.
#include <string_view>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.tied_head = true};

void leave_positions_out(LayerConfig& layer) {
  layer.attention.positions = AttentionPositions::none;
}

/// By no_rope_layers, 0 where a layer has none, or else every so many'th.
void read_positions(hub::Settings& settings, ModelConfig& config) {
  const auto period = static_cast<std::size_t>(settings.size("no_rope_layer_interval").value_or(4));
  const Value* said = settings.find("no_rope_layers");
  const bool listed = said != nullptr && said->is_list() && said->as_list().size() >= config.layers.size();
  if (said != nullptr && !listed) settings.fail("no_rope_layers", "must have 0 or 1 for each layer");
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    const bool none = listed ? said->as_list()[i] == Value(std::int64_t{0}) : (i + 1) % period == 0;
    if (none) leave_positions_out(layer);
  });
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits, {.default_theta = 2000000});
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  read_positions(settings, config);
  const bool windows = settings.boolean("use_sliding_window").value_or(false);
  settings.windows(config, [&](std::size_t layer) {
    return windows && config.layers[layer].attention.positions == AttentionPositions::rotary;
  });
  static constexpr std::string_view kHarmless[] = {"max_window_layers"};
  settings.finish(kHarmless);
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  change_layers(config, [](LayerConfig& layer, std::size_t i) {
    if ((i + 1) % 4 == 0) leave_positions_out(layer);
  });
  settings.finish();
  return config;
}

}  // namespace

extern const ModelFamily smollm3_family;
const ModelFamily smollm3_family = {
    .name = "smollm3",
    .hub = {.types = {"smollm3"}, .read_config = read_hub, .layout = hub::layout},
    .gguf = {.types = {"smollm3"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
