// Phi-3, 3.5 and 4 (Abdin et al. 2024): Llama with queries, keys and values in one tensor, and gate and up in another;
// a window, and angles of their own for long texts, where the settings say so. Settings and names of transformers'
// Phi3ForCausalLM and of GGUF files with architecture phi3.
#include <string_view>

#include "model/dialects/gguf.h"
#include "model/dialects/hub.h"
#include "model/model_family.h"

namespace coldread {
namespace {

ModelConfig read_hub(const ModelFile& file) {
  hub::Settings settings(file);
  ModelConfig config = settings.decoder({.epsilon = 1e-5});
  settings.windows(config, [](std::size_t) { return true; });
  settings.expect("attention_bias", false);
  static constexpr std::string_view kHarmless[] = {"original_max_position_embeddings"};  // of long texts' angles
  settings.finish(kHarmless);
  return config;
}

ModelConfig read_gguf(const ModelFile& file) {
  gguf::Settings settings(file);
  ModelConfig config = settings.decoder({});
  settings.windows(config, 1);
  static constexpr std::string_view kHarmless[] = {"rope.scaling.original_context_length"};
  settings.finish(kHarmless);
  return config;
}

TensorLayout hub_layout(const ModelFile& file, const ModelConfig& config) {
  TensorLayout layout = hub::layout(file, config);
  layout.layer[LinearSlot::qkv] = {"self_attn.qkv_proj"};
  layout.layer[LinearSlot::up] = {"mlp.gate_up_proj"};
  return layout;
}

}  // namespace

extern const ModelFamily phi3_family;
const ModelFamily phi3_family = {.name = "phi3",
                                 .hub = {.types = {"phi3"}, .read_config = read_hub, .layout = hub_layout},
                                 .gguf = {.types = {"phi3"}, .read_config = read_gguf, .layout = gguf::layout}};

}  // namespace coldread
