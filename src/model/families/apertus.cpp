// Apertus (Swiss AI 2025): Llama with an ungated xIELU, whose numbers each layer learns, and norms of each head's query
// and key. Settings and names of transformers' ApertusForCausalLM and of GGUF files with architecture apertus.
#include <algorithm>
#include <string>
#include <utility>

#include "base/error.h"
#include "kernels/scalar_math.h"
#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"
#include "model/stored_values.h"

namespace coldread {
namespace {

constexpr DecoderTraits kTraits{.epsilon = 1e-5, .feed_forward = {.activation = kernels::Activation::xielu}};

/// What is stored of a layer's xIELU.
struct StoredXielu {
  double alpha_p = 0;
  double alpha_n = 0;
  double beta = 0.5;
  double epsilon = -1e-6;
};

double softplus(double x) {
  return x > 30 ? x : kernels::log(1 + kernels::exp(std::max(x, -700.0)));
}

kernels::ActivationParameters parameters_of(const StoredXielu& stored) {
  return {.positive = static_cast<float>(softplus(stored.alpha_p)),
          .negative = static_cast<float>(stored.beta + softplus(stored.alpha_n)),
          .linear = static_cast<float>(stored.beta),
          .bound = static_cast<float>(stored.epsilon)};
}

double number_of(const ModelFile& file, const std::string& name) {
  const TensorView* tensor = file.tensors->find(name);
  if (tensor == nullptr || tensor->elements() != 1 || block_elements(tensor->type) != 1) {
    throw Error(ErrorCode::input, file.path.string() + ": tensor '" + name + "' is missing or no single number");
  }
  float value = 0;
  read_elements(*tensor, 0, 1, &value);
  return static_cast<double>(value);
}

/// Of layer i: xielu(i). Norms of queries and keys.
template <typename Xielu>
ModelConfig complete(ModelConfig config, const Xielu& xielu) {
  change_layers(config, [&](LayerConfig& layer, std::size_t i) {
    norm_queries_and_keys(layer, *config.final_norm, QueryKeyNorm::head);
    layer.feed_forward.parameters = parameters_of(xielu(i));
  });
  return config;
}

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file, {.activation = ""});
  settings.expect("hidden_act", "xielu");
  // Without one, versions of transformers take different scalings.
  if (settings.find("rope_scaling") == nullptr && settings.find("rope_parameters") == nullptr) {
    settings.fail("rope_parameters", "is missing");
  }
  ModelConfig config = settings.decoder(kTraits, {.default_theta = 12000000});
  set_biases(config, settings.bias("attention_bias"), Bias::absent);
  settings.expect("mlp_bias", false);
  settings.expect("post_norm", false);
  settings.expect("qk_norm", true);
  settings.finish();
  return complete(std::move(config), [&](std::size_t i) {
    const std::string start = "model.layers." + std::to_string(i) + ".mlp.act_fn.";
    StoredXielu stored{.alpha_p = number_of(file, start + "alpha_p"), .alpha_n = number_of(file, start + "alpha_n")};
    if (file.tensors->find(start + "beta") != nullptr) stored.beta = number_of(file, start + "beta");
    if (file.tensors->find(start + "eps") != nullptr) stored.epsilon = number_of(file, start + "eps");
    return stored;
  });
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder(kTraits);
  settings.finish();
  // These keys have no architecture before them; each is a number, or one a layer.
  ConfigReader xielu(file.settings, file.config_origin, "xielu.");
  return complete(std::move(config), [&](std::size_t i) {
    const auto number = [&](const char* key) {
      const Value* value = xielu.find(key);
      if (value != nullptr && value->is_list()) value = i < value->as_list().size() ? &value->as_list()[i] : nullptr;
      if (value == nullptr || !value->is_number()) xielu.fail(key, "must be a number, or one for each layer");
      return value->as_number();
    };
    return StoredXielu{
        .alpha_p = number("alpha_p"), .alpha_n = number("alpha_n"), .beta = number("beta"), .epsilon = number("eps")};
  });
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[NormSlot::attention] = "attention_layernorm";
  layout.layer[NormSlot::feed_forward] = "feedforward_layernorm";
  // Read with the settings.
  for (const char* name : {"mlp.act_fn.alpha_p", "mlp.act_fn.alpha_n", "mlp.act_fn.beta", "mlp.act_fn.eps"}) {
    layout.ignored_of_layer.emplace_back(name);
  }
  return layout;
}

}  // namespace

extern const ModelFamily apertus_family;
const ModelFamily apertus_family = {.name = "apertus",
                                    .hub = {.types = {"apertus"}, .read_config = read_hub, .layout = hub_layout},
                                    .gguf = {.types = {"apertus"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
