// GPT-Neo (Black et al. 2021): GPT-2 whose scores are not scaled and whose layers of kind local see a window of keys.
// Settings and names of transformers' GPTNeoForCausalLM; llama.cpp does not have it.
#include <string_view>
#include <vector>

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

/// Whether each layer is local, from [[["global", "local"], 12]]: kinds, and how many times over.
std::vector<bool> local_layers(hub::Settings& settings, std::size_t layers) {
  constexpr std::string_view kKey = "attention_types";
  const auto wrong = [&] { settings.fail(kKey, "must be a list of [[kinds], times], with kinds of global and local"); };
  const Value* types = settings.find(kKey);
  if (types != nullptr && !types->is_list()) wrong();
  std::vector<bool> local;
  for (std::size_t i = 0; types == nullptr && i < layers; ++i) local.push_back(i % 2 == 1);
  for (std::size_t t = 0; types != nullptr && t < types->as_list().size(); ++t) {
    const Value& group = types->as_list()[t];
    if (!group.is_list() || group.as_list().size() != 2) wrong();
    const Value& kinds = group.as_list()[0];
    const Value& times = group.as_list()[1];
    if (!kinds.is_list() || kinds.as_list().empty() || !times.is_int()) wrong();
    for (std::int64_t i = 0; i < times.as_int() && local.size() < layers; ++i) {
      for (const Value& kind : kinds.as_list()) {
        if (kind != Value("local") && kind != Value("global")) wrong();
        local.push_back(kind == Value("local"));
      }
    }
  }
  if (local.size() < layers) wrong();
  return local;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.layers = "num_layers",
                                .heads = "num_heads",
                                .kv_heads = "",
                                .head_size = "",
                                .activation = "activation_function",
                                .epsilon = "layer_norm_epsilon"});
  ModelConfig config = settings.decoder(kTraits);
  config.positions = EmbeddedPositions::learned;
  const std::vector<bool> local = local_layers(settings, config.layers.size());
  const std::int64_t window = settings.size("window_size").value_or(256);
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    layer.attention.score_scale = 1;
    if (local[i]) layer.attention.window = window;
    layer.biases[LinearSlot::attention_out] = layer.biases[LinearSlot::up] = layer.biases[LinearSlot::down] =
        Bias::required;
  });
  static constexpr std::string_view kHarmless[] = {"attention_layers"};  // attention_types, written out
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::gpt2_layout(file, config);
  layout.layer[LinearSlot::qkv] = {"attn.attention.q_proj", "attn.attention.k_proj", "attn.attention.v_proj"};
  layout.layer[LinearSlot::attention_out] = {"attn.attention.out_proj"};
  layout.ignored_of_layer = {"attn.attention.bias", "attn.attention.masked_bias"};  // masks of old checkpoints
  return layout;
}

}  // namespace

extern const ModelFamily gpt_neo_family;
const ModelFamily gpt_neo_family = {.name = "gpt_neo",
                                    .hub = {.types = {"gpt_neo"}, .read_config = read_hub, .layout = hub_layout}};

}  // namespace coldread
