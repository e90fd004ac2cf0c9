// Hunyuan (Tencent 2025), dense: Llama with norms of each head's query and key after they are turned. Settings and
// names of transformers' HunYuanDenseV1ForCausalLM and of GGUF files with architecture hunyuan-dense.
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig complete(ModelConfig config) {
  for (LayerConfig& layer : config.layers) {
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
    layer.attention.normed_after_turn = true;
  }
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.epsilon = 1e-5});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.finish();
  return complete(std::move(config));
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.finish();
  return complete(std::move(config));
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[NormSlot::query] = "self_attn.query_layernorm";
  layout.layer[NormSlot::key] = "self_attn.key_layernorm";
  return layout;
}

}  // namespace

extern const ModelFamily hunyuan_v1_dense_family;
const ModelFamily hunyuan_v1_dense_family = {
    .name = "hunyuan_v1_dense",
    .hub = {.types = {"hunyuan_v1_dense"}, .read_config = read_hub, .layout = hub_layout},
    .gguf = {.types = {"hunyuan-dense"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
