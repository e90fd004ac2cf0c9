// GPT-2 (Radford et al. 2019): learned positions, LayerNorm before each block, one fused query-key-value projection,
// GELU. Settings and names of transformers' GPT2LMHeadModel, of OpenAI's own checkpoints (no "transformer." prefix),
// and of GGUF files with architecture gpt2.
#include <cmath>
#include <string>

#include "base/error.h"
#include "model/config_reader.h"
#include "model/weight_plan.h"

namespace coldread {
namespace {

/// Fills in what is the same in every format.
void complete(const ModelFile& file, ModelConfig& config, LayerConfig& layer, std::int64_t layers) {
  AttentionConfig& attention = layer.attention;
  attention.kv_heads = attention.heads;
  attention.head_size = config.width / attention.heads;
  if (attention.queries() != config.width) {
    throw Error(ErrorCode::input, file.config_origin + ": a width of " + std::to_string(config.width) +
                                      " is no multiple of " + std::to_string(attention.heads) + " heads");
  }
  attention.score_scale = inverse_root(attention.head_size);
  config.family = "gpt2";
  config.positions = EmbeddedPositions::learned;
  config.final_norm.kind = kernels::NormKind::layer;
  for_each_norm([&](NormSlot slot) { layer.norms[slot] = config.final_norm; });
  for_each_linear([&](LinearSlot slot) { layer.biases[slot] = Bias::required; });
  config.layers.assign(layers_to_plan(file, layers), layer);
}

ModelConfig of_hub(const ModelFile& file) {
  ConfigReader read(file.settings, file.config_origin);
  ModelConfig config;
  config.vocabulary = read.required_size("vocab_size");
  config.width = read.required_size("n_embd");
  const std::int64_t layers = read.required_size("n_layer");
  LayerConfig layer;
  layer.attention.heads = read.required_size("n_head");
  config.context = read.required_size("n_positions");
  if (read.size("n_ctx").value_or(config.context) != config.context) read.fail("n_ctx", "differs from 'n_positions'");
  layer.feed_forward.width = read.size("n_inner").value_or(4 * config.width);
  config.final_norm.epsilon = static_cast<float>(read.number("layer_norm_epsilon").value_or(1e-5));
  layer.feed_forward.activation = read.find("activation_function") == nullptr
                                      ? kernels::Activation::gelu_tanh
                                      : read.required_activation("activation_function");
  const bool scaled = read.boolean("scale_attn_weights").value_or(true);
  const bool by_layer = read.boolean("scale_attn_by_inverse_layer_idx").value_or(false);
  read.boolean("reorder_and_upcast_attn");  // another order of rounding, the same function
  config.tied_head = read.boolean("tie_word_embeddings").value_or(true);
  read.finish(harmless_hub_keys());
  complete(file, config, layer, layers);
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    float& scale = config.layers[i].attention.score_scale;
    if (!scaled) scale = 1;
    if (by_layer) scale /= static_cast<float>(i + 1);
  }
  return config;
}

ModelConfig of_gguf(const ModelFile& file) {
  ConfigReader read(file.settings, file.config_origin, "gpt2.");
  ModelConfig config;
  config.width = read.required_size("embedding_length");
  const std::int64_t layers = read.required_size("block_count");
  LayerConfig layer;
  layer.attention.heads = read.required_size("attention.head_count");
  if (read.size("attention.head_count_kv").value_or(layer.attention.heads) != layer.attention.heads) {
    read.fail("attention.head_count_kv", "must equal 'gpt2.attention.head_count'");
  }
  config.context = read.required_size("context_length");
  layer.feed_forward.width = read.required_size("feed_forward_length");
  config.final_norm.epsilon = static_cast<float>(read.required_number("attention.layer_norm_epsilon"));
  layer.feed_forward.activation = kernels::Activation::gelu_tanh;
  const TensorView* embedding = file.tensors->find("token_embd.weight");
  config.vocabulary = embedding == nullptr || embedding->shape.empty() ? 0 : embedding->shape[0];
  if (read.size("vocab_size").value_or(config.vocabulary) != config.vocabulary) {
    read.fail("vocab_size", "differs from the rows of 'token_embd.weight'");
  }
  config.tied_head = file.tensors->find("output.weight") == nullptr;
  read.finish({});
  complete(file, config, layer, layers);
  return config;
}

ModelConfig read_config(const ModelFile& file) {
  return file.format == "gguf" ? of_gguf(file) : of_hub(file);
}

struct Names {
  std::string tokens, positions, layer, attention_norm, qkv, attention_out, feed_forward_norm, up, down, final_norm,
      head;
  bool transposed;
};

Names names(const ModelFile& file) {
  if (file.format == "gguf") {
    return {"token_embd.weight", "position_embd.weight", "blk.",     "attn_norm",
            "attn_qkv",          "attn_output",          "ffn_norm", "ffn_up",
            "ffn_down",          "output_norm",          "output",   false};
  }
  const std::string prefix = file.tensors->find("transformer.wte.weight") != nullptr ? "transformer." : "";
  return {prefix + "wte.weight", prefix + "wpe.weight", prefix + "h.", "ln_1",
          "attn.c_attn",         "attn.c_proj",         "ln_2",        "mlp.c_fc",
          "mlp.c_proj",          prefix + "ln_f",       "lm_head",     true};
}

WeightPlan plan_weights(TensorPicker& pick, const ModelFile& file, const ModelConfig& config) {
  const Names name = names(file);
  const std::int64_t width = config.width;
  const auto norm = [&](const std::string& of) -> NormPlan {
    return {pick.require(of + ".weight", {width}), pick.require(of + ".bias", {width})};
  };
  const auto linear = [&](const std::string& of, std::int64_t outputs, std::int64_t inputs) -> LinearPlan {
    return {.parts = {pick.matrix(of, outputs, inputs, {.transposed = name.transposed, .bias = Bias::required})},
            .inputs = inputs};
  };
  WeightPlan plan;
  plan.token_embedding = pick.require(name.tokens, {config.vocabulary, width});
  plan.position_embedding = pick.require(name.positions, {config.context, width});
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    const std::int64_t inner = config.layers[i].feed_forward.width;
    const std::string layer = name.layer + std::to_string(i) + ".";
    // Member by member: GCC 12 frees the members of a half-made aggregate twice where a later one throws.
    LayerPlan& to = plan.layers.emplace_back();
    to[NormSlot::attention] = norm(layer + name.attention_norm);
    to[LinearSlot::qkv] = linear(layer + name.qkv, 3 * width, width);
    to[LinearSlot::attention_out] = linear(layer + name.attention_out, width, width);
    to[NormSlot::feed_forward] = norm(layer + name.feed_forward_norm);
    to[LinearSlot::up] = linear(layer + name.up, inner, width);
    to[LinearSlot::down] = linear(layer + name.down, width, inner);
    // Causal masks that old checkpoints hold as buffers.
    pick.ignore(layer + "attn.bias");
    pick.ignore(layer + "attn.masked_bias");
  }
  plan.final_norm = norm(name.final_norm);
  plan.head = plan_head(pick, config, plan.token_embedding, name.head);
  return plan;
}

}  // namespace

extern const ModelFamily gpt2_family;
const ModelFamily gpt2_family = {.name = "gpt2", .read_config = read_config, .plan_weights = plan_weights};

}  // namespace coldread
