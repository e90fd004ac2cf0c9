// Gemma 2 (Gemma Team 2024): Gemma with a norm before and after each block, scores and logits capped, a scale of scores
// of its own, and a window in every other layer. Settings and names of transformers' Gemma2ForCausalLM and of GGUF
// files with architecture gemma2.
#include <utility>

#include "model/dialects/gemma_traits.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.activation = "hidden_activation"});
  ModelConfig config = settings.decoder(kGemmaTraits);
  read_gemma_scores(settings, config);
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.windows(config, [](std::size_t layer) { return layer % 2 == 0; });
  settings.finish(kGemmaHarmless);
  return scale_embedding_by_root(gains_less_one(norm_around_blocks(std::move(config))));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kGemmaTraits);
  settings.windows(config, 2);
  const auto cap = static_cast<float>(settings.number_or("attn_logit_softcapping", 50));
  config.logit_cap = static_cast<float>(settings.number_or("final_logit_softcapping", 30));
  // Of 27B the scale of scores is that of D / H, which the file does not say.
  constexpr std::size_t kLayersOf27B = 46;
  const bool of_27b = settings.required_size("block_count") == static_cast<std::int64_t>(kLayersOf27B);
  for (LayerConfig& layer : config.layers) {
    layer.attention.score_cap = cap;
    if (of_27b) layer.attention.score_scale = inverse_root(config.width / layer.attention.heads);
  }
  settings.finish();
  return scale_embedding_by_root(norm_around_blocks(std::move(config)));
}

}  // namespace

extern const ModelFamily gemma2_family;
const ModelFamily gemma2_family = {.name = "gemma2",
                                   .hub = {.types = {"gemma2"}, .read_config = read_hub, .layout = gemma_hub_layout},
                                   .gguf = {.types = {"gemma2"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
