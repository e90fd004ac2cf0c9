// StarCoder and SantaCoder (Li et al. 2023): GPT-2 with one key/value head. Settings and names of transformers'
// GPTBigCodeForCausalLM and of GGUF files with architecture starcoder.
#include <string_view>
#include <utility>

#include "model/dialects/gguf.h"
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

ModelConfig complete(ModelConfig config) {
  config.positions = EmbeddedPositions::learned;
  set_biases(config, Bias::required, Bias::required);
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, hub::kGpt2Keys);
  ModelConfig config = settings.decoder(kTraits);
  const bool one_key = settings.boolean("multi_query").value_or(true);
  const bool scaled = settings.boolean("scale_attn_weights").value_or(true);
  for (LayerConfig& layer : config.layers) {
    if (one_key) layer.attention.kv_heads = 1;
    if (!scaled) layer.attention.score_scale = 1;
  }
  settings.expect("add_cross_attention", false);
  // The precision of softmax, what is said again, and another implementation of the same.
  static constexpr std::string_view kHarmless[] = {"attention_softmax_in_fp32",
                                                   "scale_attention_softmax_in_fp32",
                                                   "num_key_value_heads",
                                                   "inference_runner",
                                                   "max_batch_size",
                                                   "max_sequence_length",
                                                   "pre_allocate_kv_cache",
                                                   "pad_key_length",
                                                   "validate_runner_input",
                                                   "n_ctx"};
  settings.finish(kHarmless);
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  return complete(std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.fused_qkv = FusedQkv::by_kv_head;
  return layout;
}

}  // namespace

extern const ModelFamily gpt_bigcode_family;
const ModelFamily gpt_bigcode_family = {
    .name = "gpt_bigcode",
    .hub = {.types = {"gpt_bigcode"}, .read_config = read_hub, .layout = hub_layout},
    .gguf = {.types = {"starcoder"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
