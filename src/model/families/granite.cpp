// Granite 3 (IBM 2024): Llama with multipliers of embedding, scores, branches and logits, and experts where the
// settings say so. Settings and names of transformers' GraniteForCausalLM and GraniteMoeForCausalLM and of GGUF files
// with architecture granite and granitemoe.
#include <string>
#include <utility>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

struct Multipliers {
  double embedding = 1;
  double scores = 0;  ///< 0: the usual scale
  double branches = 1;
  double logits = 1;  ///< that they are divided by
};

ModelConfig complete(ModelConfig config, const Multipliers& by) {
  config.embedding_scale = static_cast<float>(by.embedding);
  config.logit_scale = static_cast<float>(1 / by.logits);
  for (LayerConfig& layer : config.layers) {
    if (by.scores != 0) layer.attention.score_scale = static_cast<float>(by.scores);
    layer.residual_scale = static_cast<float>(by.branches);
  }
  return config;
}

void use_experts_everywhere(ModelConfig& config, ExpertsConfig experts) {
  experts.routing = Routing::softmax_of_chosen;
  for (LayerConfig& layer : config.layers) use_experts(layer, experts);
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({});
  const std::string positions = settings.text("position_embedding_type").value_or("rope");
  if (positions != "rope") settings.fail("position_embedding_type", "must be 'rope', is '" + positions + "'");
  if (settings.find("num_local_experts") != nullptr) use_experts_everywhere(config, settings.experts(config));
  const Bias of_attention = settings.bias("attention_bias");
  set_biases(config, of_attention, settings.bias("mlp_bias"));
  const Multipliers by{.embedding = settings.number_or("embedding_multiplier", 1),
                       .scores = settings.number_or("attention_multiplier", 1),
                       .branches = settings.number_or("residual_multiplier", 1),
                       .logits = settings.number_or("logits_scaling", 1)};
  settings.finish();
  return complete(std::move(config), by);
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  if (settings.has_experts()) use_experts_everywhere(config, settings.experts(config));
  const Multipliers by{.embedding = settings.number_or("embedding_scale", 1),
                       .scores = settings.number_or("attention.scale", 0),
                       .branches = settings.number_or("residual_scale", 1),
                       .logits = settings.number_or("logit_scale", 1)};
  settings.finish();
  return complete(std::move(config), by);
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::router] = {"block_sparse_moe.router.layer"};
  layout.experts = {{.up = {"block_sparse_moe.input_linear"}, .down = "block_sparse_moe.output_linear"}};
  return layout;
}

}  // namespace

extern const ModelFamily granite_family;
const ModelFamily granite_family = {
    .name = "granite",
    .hub = {.types = {"granite", "granitemoe"}, .read_config = read_hub, .layout = hub_layout},
    .gguf = {.types = {"granite", "granitemoe"}, .read_config = read_gguf, .layout = gguf::interleaved_layout}};

}  // namespace coldread
