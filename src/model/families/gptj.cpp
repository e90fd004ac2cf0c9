// GPT-J (Wang & Komatsuzaki 2021): both blocks of one LayerNorm, the first elements of each head turned in pairs of
// neighbours, a bias of the head. Settings and names of transformers' GPTJForCausalLM; llama.cpp does not have it.
#include <string_view>
#include <utility>

#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.norm = kernels::NormKind::layer,
                                .epsilon = 1e-5,
                                .feed_forward = {.activation = kernels::Activation::gelu_tanh},
                                .inner_per_width = 4};

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, hub::kGpt2Keys);
  ModelConfig config = settings.decoder(kTraits, {.share = "", .size = "rotary_dim"});
  make_parallel(config);
  config.head_bias = Bias::required;
  for (LayerConfig& layer : config.layers) {
    layer.biases[LinearSlot::up] = layer.biases[LinearSlot::down] = Bias::required;
  }
  settings.boolean("scale_attn_weights");  // which its code does not ask
  static constexpr std::string_view kHarmless[] = {"n_ctx", "rotary", "tokenizer_class"};
  settings.finish(kHarmless);
  return turn_neighbours(std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.layer[LinearSlot::qkv] = {"attn.q_proj", "attn.k_proj", "attn.v_proj"};
  layout.layer[LinearSlot::attention_out] = {"attn.out_proj"};
  layout.layer[NormSlot::feed_forward] = layout.layer[NormSlot::attention];
  layout.layer[LinearSlot::up] = {"mlp.fc_in"};
  layout.layer[LinearSlot::down] = {"mlp.fc_out"};
  return layout;
}

}  // namespace

extern const ModelFamily gptj_family;
const ModelFamily gptj_family = {.name = "gptj",
                                 .hub = {.types = {"gptj"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
