// Gemma 3 (Gemma Team 2025), of texts: Gemma 2 with norms of queries and keys in place of caps, five layers with a
// window to one without, and angles of their own for each kind. Settings and names of transformers' Gemma3ForCausalLM,
// of the language model in its Gemma3ForConditionalGeneration, and of GGUF files with architecture gemma3.
#include <utility>

#include "model/dialects/gemma_traits.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config, const RotaryConfig& of_windows) {
  config.rotary.push_back(of_windows);
  for (LayerConfig& layer : config.layers) {
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
    if (layer.attention.window > 0) layer.attention.rotary = 1;
  }
  return scale_embedding_by_root(norm_around_blocks(std::move(config)));
}

/// What the text_config of larger models leaves unsaid.
Dict defaults() {
  Dict result;
  result.set("vocab_size", 262208);
  result.set("num_attention_heads", 8);
  result.set("num_key_value_heads", 4);
  result.set("head_dim", 256);
  result.set("max_position_embeddings", 131072);
  return result;
}

ModelConfig read_hub(const ModelFile& of_file) {
  const ModelFile file = hub::with_defaults(of_file, defaults());
  hub::Settings settings(file, {.activation = "hidden_activation"});
  ModelConfig config = settings.decoder(kGemmaTraits, {.default_theta = 1e6, .layers = "full_attention"});
  read_gemma_scores(settings, config);
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  const auto period = static_cast<std::size_t>(settings.size("sliding_window_pattern").value_or(6));
  settings.windows(config, [&](std::size_t layer) { return (layer + 1) % period != 0; });
  const RotaryConfig of_windows = settings.rotary(
      head_size(config), {.theta = "rope_local_base_freq", .layers = "sliding_attention", .scaled = false});
  settings.finish(kGemmaHarmless);
  return gains_less_one(complete(std::move(config), of_windows));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kGemmaTraits, {.default_theta = 1e6});
  settings.windows(config, 6);
  const RotaryConfig of_windows = settings.rotary(head_size(config), {.theta = "rope.freq_base_swa", .scaled = false});
  config.logit_cap = static_cast<float>(settings.number_or("final_logit_softcapping", 0));
  settings.finish();
  return complete(std::move(config), of_windows);
}

}  // namespace

extern const ModelFamily gemma3_family;
const ModelFamily gemma3_family = {
    .name = "gemma3",
    .hub = {.types = {"gemma3_text"}, .read_config = read_hub, .layout = gemma_hub_layout},
    .gguf = {.types = {"gemma3"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
