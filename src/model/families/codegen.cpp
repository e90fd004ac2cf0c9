// CodeGen (Nijkamp et al. 2022): GPT-J with queries, values and keys fused in four shares, one for each core it was
// trained on. Settings and names of transformers' CodeGenForCausalLM; llama.cpp does not have it.
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
  for (const LayerConfig& layer : config.layers) {
    if (layer.attention.heads % 4 != 0) settings.fail("n_head", "must be a multiple of 4");
  }
  settings.boolean("scale_attn_weights");  // which its code does not ask
  static constexpr std::string_view kHarmless[] = {"n_ctx", "rotary", "tokenizer_class"};
  settings.finish(kHarmless);
  return turn_neighbours(std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.layer[LinearSlot::qkv] = {"attn.qkv_proj"};
  layout.fused_qkv = FusedQkv::four_qvk;
  layout.layer[LinearSlot::attention_out] = {"attn.out_proj"};
  layout.layer[NormSlot::feed_forward] = layout.layer[NormSlot::attention];
  layout.layer[LinearSlot::up] = {"mlp.fc_in"};
  layout.layer[LinearSlot::down] = {"mlp.fc_out"};
  layout.ignored_of_layer.push_back("attn.causal_mask");
  return layout;
}

}  // namespace

extern const ModelFamily codegen_family;
const ModelFamily codegen_family = {.name = "codegen",
                                    .hub = {.types = {"codegen"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
