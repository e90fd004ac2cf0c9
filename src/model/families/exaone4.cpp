// EXAONE 4 (LG AI Research 2025): Llama with norms of what blocks add instead of what they read, and of each head's
// query and key; where it has windows, three layers of four, rotary positions are theirs alone. Settings and names of
// transformers' Exaone4ForCausalLM and of GGUF files with architecture exaone4.
#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  const bool windows = std::ranges::any_of(config.layers, [](const LayerConfig& l) { return l.attention.window > 0; });
  for (LayerConfig& layer : config.layers) {
    norm_branches_alone(layer);
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
    if (windows && layer.attention.window == 0) layer.attention.positions = AttentionPositions::none;
  }
  return config;
}

/// Whether a layer slides: by a period, of which the last does not, or by a word of L and G.
bool slides(hub::Settings& settings, std::size_t layer, std::size_t layers) {
  const Value* pattern = settings.find("sliding_window_pattern");
  if (pattern != nullptr && pattern->is_string()) {
    const std::string& word = pattern->as_string();
    if (word.empty() || word.find_first_not_of("LG") != std::string::npos) {
      settings.fail("sliding_window_pattern", "must be a number or a word of L and G");
    }
    return layer + 1 < layers && word[layer % word.size()] == 'L';
  }
  const auto period = static_cast<std::size_t>(settings.size("sliding_window_pattern").value_or(4));
  return (layer + 1) % period != 0;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.epsilon = 1e-5});
  const std::size_t layers = config.layers.size();
  settings.windows(config, [&](std::size_t layer) { return slides(settings, layer, layers); });
  static constexpr std::string_view kHarmless[] = {"sliding_window_pattern"};
  settings.finish(kHarmless);
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  if (settings.find("attention.sliding_window") != nullptr) settings.windows(config, 4);
  settings.finish();
  return complete(std::move(config));
}

}  // namespace

extern const ModelFamily exaone4_family;
const ModelFamily exaone4_family = {
    .name = "exaone4",
    .hub = {.types = {"exaone4"}, .read_config = read_hub, .layout = hub::branch_norm_layout},
    .gguf = {.types = {"exaone4"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
