// GPT (Radford et al. 2018): GPT-2 with LayerNorm after each block and none before the head. Settings and names of
// transformers' OpenAIGPTLMHeadModel; llama.cpp does not have it.
#include <string_view>

#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_tanh},
                                .positions = AttentionPositions::none,
                                .tied_head = true,
                                .inner_per_width = 4};

ModelConfig read_hub(const ModelFile& file) {
  hub::Keys keys = hub::kGpt2Keys;
  keys.inner = "";
  keys.activation = "";
  hub::Settings settings(file, keys);
  ModelConfig config = settings.decoder(kTraits);
  settings.expect("afn", "gelu");  // which is its tanh form there
  config.positions = EmbeddedPositions::learned;
  set_biases(config, Bias::required, Bias::required);
  norm_after_blocks_alone(config);
  static constexpr std::string_view kHarmless[] = {"n_ctx"};
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.token_embedding = "tokens_embed";
  layout.position_embedding = "positions_embed";
  layout.layer[NormSlot::attention_sum] = "ln_1";
  layout.layer[NormSlot::feed_forward_sum] = "ln_2";
  layout.transposed = true;
  return layout;
}

}  // namespace

extern const ModelFamily openai_gpt_family;
const ModelFamily openai_gpt_family = {.name = "openai_gpt",
                                       .hub = {.types = {"openai-gpt"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
