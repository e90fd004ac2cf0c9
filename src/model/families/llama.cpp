// Llama (Touvron et al. 2023): RMSNorm before each block, rotary positions, grouped key/value heads, SwiGLU. Settings
// and names of transformers' LlamaForCausalLM and of GGUF files with architecture llama.
#include <string>
#include <string_view>

#include "base/error.h"
#include "kernels/dequantize.h"
#include "model/config_reader.h"
#include "model/rope_frequencies.h"
#include "model/weight_plan.h"

namespace coldread {
namespace {

/// Checked before anything of that size is made. The largest heads in use have 512.
constexpr std::int64_t kMaxHeadSize = 65536;

/// Settings under rope_scaling, or under rope_parameters where newer files put them together with theta.
void read_hub_rope(ConfigReader& read, ModelConfig& config) {
  double theta = read.number("rope_theta").value_or(10000.0);
  const Value* newer = read.find("rope_parameters");
  const Value* older = read.find("rope_scaling");
  const Value* settings = newer != nullptr ? newer : older;
  const std::string_view name = newer != nullptr ? "rope_parameters" : "rope_scaling";
  if (settings != nullptr && !settings->is_dict()) read.fail(name, "must be an object");
  const Dict none;
  ConfigReader rope(settings == nullptr ? none : settings->as_dict(), read.origin() + ": " + std::string(name));
  theta = rope.number("rope_theta").value_or(theta);
  if (theta <= 0) read.fail("rope_theta", "must be positive");
  config.rope_frequencies = rope_frequencies(theta, config.head_size);
  const auto older_type = rope.text("type");
  const std::string type = rope.text("rope_type").value_or(older_type.value_or("default"));
  if (type == "linear") {
    const double factor = rope.required_number("factor");
    if (factor <= 0) rope.fail("factor", "must be positive");
    for (double& frequency : config.rope_frequencies) frequency /= factor;
  } else if (type == "llama3") {
    const Llama3Scaling scaling{.factor = rope.required_number("factor"),
                                .low_frequency_factor = rope.required_number("low_freq_factor"),
                                .high_frequency_factor = rope.required_number("high_freq_factor"),
                                .original_context = rope.required_number("original_max_position_embeddings")};
    if (scaling.factor <= 0) rope.fail("factor", "must be positive");
    if (scaling.low_frequency_factor <= 0 || scaling.high_frequency_factor <= scaling.low_frequency_factor) {
      rope.fail("high_freq_factor", "must be greater than 'low_freq_factor', and both positive");
    }
    apply_llama3_scaling(config.rope_frequencies, scaling);
  } else if (type != "default") {
    rope.fail("rope_type", "is '" + type + "', which is not supported (supported: default, linear, llama3)");
  }
  if (rope.number("partial_rotary_factor").value_or(1) != 1) rope.fail("partial_rotary_factor", "must be 1");
  rope.finish({});
}

ModelConfig of_hub(const ModelFile& file) {
  ConfigReader read(file.settings, file.config_origin);
  ModelConfig config;
  config.vocabulary = read.required_size("vocab_size");
  config.width = read.required_size("hidden_size");
  config.layers = read.required_size("num_hidden_layers");
  config.heads = read.required_size("num_attention_heads");
  config.kv_heads = read.size("num_key_value_heads").value_or(config.heads);
  config.head_size = read.size("head_dim").value_or(config.width / config.heads);
  if (config.head_size > kMaxHeadSize) read.fail("head_dim", "must be at most 65536");
  config.context = read.required_size("max_position_embeddings");
  config.feed_forward = read.required_size("intermediate_size");
  config.norm_epsilon = static_cast<float>(read.number("rms_norm_eps").value_or(1e-6));
  config.activation =
      read.find("hidden_act") == nullptr ? kernels::Activation::silu : read.required_activation("hidden_act");
  config.tied_head = read.boolean("tie_word_embeddings").value_or(false);
  read.boolean("attention_bias");  // see bias_of()
  read.boolean("mlp_bias");
  if (read.number("partial_rotary_factor").value_or(1) != 1) read.fail("partial_rotary_factor", "must be 1");
  read_hub_rope(read, config);
  read.finish(harmless_hub_keys());
  return config;
}

ModelConfig of_gguf(const ModelFile& file) {
  ConfigReader read(file.settings, file.config_origin, "llama.");
  ModelConfig config;
  const TensorView* embedding = file.tensors->find("token_embd.weight");
  config.vocabulary = embedding == nullptr || embedding->shape.empty() ? 0 : embedding->shape[0];
  if (read.size("vocab_size").value_or(config.vocabulary) != config.vocabulary) {
    read.fail("vocab_size", "differs from the rows of 'token_embd.weight'");
  }
  config.width = read.required_size("embedding_length");
  config.layers = read.required_size("block_count");
  config.heads = read.required_size("attention.head_count");
  config.kv_heads = read.size("attention.head_count_kv").value_or(config.heads);
  config.head_size = read.size("attention.key_length").value_or(config.width / config.heads);
  if (config.head_size > kMaxHeadSize) read.fail("attention.key_length", "must be at most 65536");
  if (read.size("attention.value_length").value_or(config.head_size) != config.head_size) {
    read.fail("attention.value_length", "must equal the key length");
  }
  if (read.size("rope.dimension_count").value_or(config.head_size) != config.head_size) {
    read.fail("rope.dimension_count", "must equal the head size of " + std::to_string(config.head_size));
  }
  config.context = read.required_size("context_length");
  config.feed_forward = read.required_size("feed_forward_length");
  config.norm_epsilon = static_cast<float>(read.required_number("attention.layer_norm_rms_epsilon"));
  config.activation = kernels::Activation::silu;
  config.tied_head = file.tensors->find("output.weight") == nullptr;

  const double theta = read.number("rope.freq_base").value_or(10000.0);
  if (theta <= 0) read.fail("rope.freq_base", "must be positive");
  config.rope_frequencies = rope_frequencies(theta, config.head_size);
  const std::string scaling = read.text("rope.scaling.type").value_or("none");
  const double old_factor = read.number("rope.scale_linear").value_or(1.0);
  const double factor = read.number("rope.scaling.factor").value_or(old_factor);
  if (scaling != "none" && scaling != "linear") {
    read.fail("rope.scaling.type", "is '" + scaling + "', which is not supported (supported: none, linear)");
  }
  if (factor <= 0) read.fail("rope.scaling.factor", "must be positive");
  if (scaling == "linear" || old_factor != 1.0) {
    for (double& frequency : config.rope_frequencies) frequency /= factor;
  }
  if (!read.boolean("attention.causal").value_or(true)) read.fail("attention.causal", "must be true");
  if (read.number("expert_count").value_or(0) != 0) read.fail("expert_count", "must be 0: experts are not supported");
  if (read.number("expert_used_count").value_or(0) != 0) read.fail("expert_used_count", "must be 0");
  static constexpr std::string_view kHarmless[] = {"rope.scaling.original_context_length", "rope.scaling.finetuned",
                                                   "tensor_data_layout"};
  read.finish(kHarmless);
  return config;
}

/// GGUF's form of llama3 scaling: a divisor for each frequency.
void apply_factors(const ModelFile& file, ModelConfig& config) {
  const TensorView* tensor = file.tensors->find("rope_freqs.weight");
  if (tensor == nullptr) return;
  std::vector<float> factors(config.rope_frequencies.size());
  if (tensor->type == TensorType::other || tensor->elements() != factors.size()) {
    throw Error(ErrorCode::input, file.path.string() + ": tensor 'rope_freqs.weight' has shape " +
                                      shape_text(tensor->shape) + ", expected [" + std::to_string(factors.size()) +
                                      "]");
  }
  kernels::dequantize(tensor->type, tensor->data, factors);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (!(factors[i] > 0)) throw Error(ErrorCode::input, file.path.string() + ": 'rope_freqs.weight' must be positive");
    config.rope_frequencies[i] /= static_cast<double>(factors[i]);
  }
}

ModelConfig read_config(const ModelFile& file) {
  ModelConfig config = file.format == "gguf" ? of_gguf(file) : of_hub(file);
  if (config.heads % config.kv_heads != 0 || config.head_size % 2 != 0 || config.head_size == 0) {
    throw Error(ErrorCode::input, file.config_origin + ": " + std::to_string(config.heads) + " heads of size " +
                                      std::to_string(config.head_size) + " and " + std::to_string(config.kv_heads) +
                                      " key/value heads do not fit together");
  }
  config.family = "llama";
  config.norm = kernels::NormKind::rms;
  config.gated = true;
  apply_factors(file, config);
  return config;
}

struct Names {
  std::string tokens, layer, attention_norm, q, k, v, attention_out, feed_forward_norm, gate, up, down, final_norm,
      head;
};

Names names(const ModelFile& file) {
  if (file.format == "gguf") {
    return {"token_embd.weight", "blk.",     "attn_norm", "attn_q",   "attn_k",      "attn_v", "attn_output",
            "ffn_norm",          "ffn_gate", "ffn_up",    "ffn_down", "output_norm", "output"};
  }
  return {"model.embed_tokens.weight",
          "model.layers.",
          "input_layernorm",
          "self_attn.q_proj",
          "self_attn.k_proj",
          "self_attn.v_proj",
          "self_attn.o_proj",
          "post_attention_layernorm",
          "mlp.gate_proj",
          "mlp.up_proj",
          "mlp.down_proj",
          "model.norm",
          "lm_head"};
}

/// In GGUF the tensors alone say whether there are biases.
MatrixForm::Bias bias_of(const ModelFile& file, std::string_view setting) {
  if (file.format == "gguf") return MatrixForm::Bias::if_present;
  const Value* value = file.settings.find(setting);
  return value != nullptr && value->is_bool() && value->as_bool() ? MatrixForm::Bias::required
                                                                  : MatrixForm::Bias::absent;
}

WeightPlan plan_weights(TensorPicker& pick, const ModelFile& file, const ModelConfig& config) {
  const Names name = names(file);
  const std::int64_t width = config.width;
  const std::int64_t queries = config.heads * config.head_size;
  const std::int64_t keys = config.kv_heads * config.head_size;
  const MatrixForm attention{.bias = bias_of(file, "attention_bias")};
  const MatrixForm rotated{.interleaved_head = file.format == "gguf" ? config.head_size : 0, .bias = attention.bias};
  const MatrixForm feed_forward{.bias = bias_of(file, "mlp_bias")};
  const auto norm = [&](const std::string& of) -> NormPlan { return {.gain = pick.require(of + ".weight", {width})}; };
  WeightPlan plan;
  plan.token_embedding = pick.require(name.tokens, {config.vocabulary, width});
  for (std::int64_t i = 0; i < config.layers; ++i) {
    const std::string layer = name.layer + std::to_string(i) + ".";
    // Member by member: GCC 12 frees the members of a half-made aggregate twice where a later one throws.
    LayerPlan& to = plan.layers.emplace_back();
    to.attention_norm = norm(layer + name.attention_norm);
    to.qkv.parts = {pick.matrix(layer + name.q, queries, width, rotated),
                    pick.matrix(layer + name.k, keys, width, rotated),
                    pick.matrix(layer + name.v, keys, width, attention)};
    to.qkv.inputs = width;
    to.attention_out.parts = {pick.matrix(layer + name.attention_out, width, queries, attention)};
    to.attention_out.inputs = queries;
    to.feed_forward_norm = norm(layer + name.feed_forward_norm);
    to.up.parts = {pick.matrix(layer + name.gate, config.feed_forward, width, feed_forward),
                   pick.matrix(layer + name.up, config.feed_forward, width, feed_forward)};
    to.up.inputs = width;
    to.up.gated = true;
    to.down.parts = {pick.matrix(layer + name.down, width, config.feed_forward, feed_forward)};
    to.down.inputs = config.feed_forward;
    pick.ignore(layer + "self_attn.rotary_emb.inv_freq");  // a buffer of old checkpoints, computed from theta
  }
  pick.ignore("rope_freqs.weight");  // read with the settings
  plan.final_norm = norm(name.final_norm);
  plan.head = plan_head(pick, config, plan.token_embedding, name.head);
  return plan;
}

}  // namespace

extern const ModelFamily llama_family;
const ModelFamily llama_family = {.name = "llama", .read_config = read_config, .plan_weights = plan_weights};

}  // namespace coldread
