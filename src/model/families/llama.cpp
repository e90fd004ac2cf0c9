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

/// GGUF's form of llama3 scaling: a divisor for each frequency.
void apply_factors(const ModelFile& file, std::vector<double>& frequencies) {
  const TensorView* tensor = file.tensors->find("rope_freqs.weight");
  if (tensor == nullptr) return;
  std::vector<float> factors(frequencies.size());
  if (tensor->type == TensorType::other || tensor->elements() != factors.size()) {
    throw Error(ErrorCode::input, file.path.string() + ": tensor 'rope_freqs.weight' has shape " +
                                      shape_text(tensor->shape) + ", expected [" + std::to_string(factors.size()) +
                                      "]");
  }
  kernels::dequantize(tensor->type, tensor->data, factors);
  for (std::size_t i = 0; i < factors.size(); ++i) {
    if (!(factors[i] > 0)) throw Error(ErrorCode::input, file.path.string() + ": 'rope_freqs.weight' must be positive");
    frequencies[i] /= static_cast<double>(factors[i]);
  }
}

/// Fills in what is the same in every format.
void complete(const ModelFile& file, ModelConfig& config, LayerConfig& layer, std::int64_t layers) {
  AttentionConfig& attention = layer.attention;
  if (attention.heads % attention.kv_heads != 0 || attention.head_size % 2 != 0 || attention.head_size == 0) {
    throw Error(ErrorCode::input, file.config_origin + ": " + std::to_string(attention.heads) + " heads of size " +
                                      std::to_string(attention.head_size) + " and " +
                                      std::to_string(attention.kv_heads) + " key/value heads do not fit together");
  }
  attention.score_scale = inverse_root(attention.head_size);
  attention.positions = AttentionPositions::rotary;
  config.family = "llama";
  config.final_norm.kind = kernels::NormKind::rms;
  layer.feed_forward.gated = true;
  for_each_norm([&](NormSlot slot) { layer.norms[slot] = config.final_norm; });
  config.layers.assign(layers_to_plan(file, layers), layer);
  apply_factors(file, config.rotary.front().frequencies);
}

/// Settings under rope_scaling, or under rope_parameters where newer files put them together with theta.
std::vector<double> read_hub_rope(ConfigReader& read, std::int64_t head_size) {
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
  std::vector<double> frequencies = rope_frequencies(theta, head_size);
  const auto older_type = rope.text("type");
  const std::string type = rope.text("rope_type").value_or(older_type.value_or("default"));
  if (type == "linear") {
    const double factor = rope.required_number("factor");
    if (factor <= 0) rope.fail("factor", "must be positive");
    for (double& frequency : frequencies) frequency /= factor;
  } else if (type == "llama3") {
    const Llama3Scaling scaling{.factor = rope.required_number("factor"),
                                .low_frequency_factor = rope.required_number("low_freq_factor"),
                                .high_frequency_factor = rope.required_number("high_freq_factor"),
                                .original_context = rope.required_number("original_max_position_embeddings")};
    if (scaling.factor <= 0) rope.fail("factor", "must be positive");
    if (scaling.low_frequency_factor <= 0 || scaling.high_frequency_factor <= scaling.low_frequency_factor) {
      rope.fail("high_freq_factor", "must be greater than 'low_freq_factor', and both positive");
    }
    apply_llama3_scaling(frequencies, scaling);
  } else if (type != "default") {
    rope.fail("rope_type", "is '" + type + "', which is not supported (supported: default, linear, llama3)");
  }
  if (rope.number("partial_rotary_factor").value_or(1) != 1) rope.fail("partial_rotary_factor", "must be 1");
  rope.finish({});
  return frequencies;
}

ModelConfig of_hub(const ModelFile& file) {
  ConfigReader read(file.settings, file.config_origin);
  ModelConfig config;
  config.vocabulary = read.required_size("vocab_size");
  config.width = read.required_size("hidden_size");
  const std::int64_t layers = read.required_size("num_hidden_layers");
  LayerConfig layer;
  AttentionConfig& attention = layer.attention;
  attention.heads = read.required_size("num_attention_heads");
  attention.kv_heads = read.size("num_key_value_heads").value_or(attention.heads);
  attention.head_size = read.size("head_dim").value_or(config.width / attention.heads);
  if (attention.head_size > kMaxHeadSize) read.fail("head_dim", "must be at most 65536");
  config.context = read.required_size("max_position_embeddings");
  layer.feed_forward.width = read.required_size("intermediate_size");
  config.final_norm.epsilon = static_cast<float>(read.number("rms_norm_eps").value_or(1e-6));
  layer.feed_forward.activation =
      read.find("hidden_act") == nullptr ? kernels::Activation::silu : read.required_activation("hidden_act");
  config.tied_head = read.boolean("tie_word_embeddings").value_or(false);
  const auto bias_of = [&](std::string_view key) {
    return read.boolean(key).value_or(false) ? Bias::required : Bias::absent;
  };
  layer.biases[LinearSlot::qkv] = layer.biases[LinearSlot::attention_out] = bias_of("attention_bias");
  layer.biases[LinearSlot::up] = layer.biases[LinearSlot::down] = bias_of("mlp_bias");
  if (read.number("partial_rotary_factor").value_or(1) != 1) read.fail("partial_rotary_factor", "must be 1");
  config.rotary = {{.frequencies = read_hub_rope(read, attention.head_size)}};
  read.finish(harmless_hub_keys());
  complete(file, config, layer, layers);
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
  const std::int64_t layers = read.required_size("block_count");
  LayerConfig layer;
  AttentionConfig& attention = layer.attention;
  attention.heads = read.required_size("attention.head_count");
  attention.kv_heads = read.size("attention.head_count_kv").value_or(attention.heads);
  attention.head_size = read.size("attention.key_length").value_or(config.width / attention.heads);
  if (attention.head_size > kMaxHeadSize) read.fail("attention.key_length", "must be at most 65536");
  if (read.size("attention.value_length").value_or(attention.head_size) != attention.head_size) {
    read.fail("attention.value_length", "must equal the key length");
  }
  if (read.size("rope.dimension_count").value_or(attention.head_size) != attention.head_size) {
    read.fail("rope.dimension_count", "must equal the head size of " + std::to_string(attention.head_size));
  }
  config.context = read.required_size("context_length");
  layer.feed_forward.width = read.required_size("feed_forward_length");
  config.final_norm.epsilon = static_cast<float>(read.required_number("attention.layer_norm_rms_epsilon"));
  layer.feed_forward.activation = kernels::Activation::silu;
  config.tied_head = file.tensors->find("output.weight") == nullptr;

  const double theta = read.number("rope.freq_base").value_or(10000.0);
  if (theta <= 0) read.fail("rope.freq_base", "must be positive");
  std::vector<double> frequencies = rope_frequencies(theta, attention.head_size);
  const std::string scaling = read.text("rope.scaling.type").value_or("none");
  const double old_factor = read.number("rope.scale_linear").value_or(1.0);
  const double factor = read.number("rope.scaling.factor").value_or(old_factor);
  if (scaling != "none" && scaling != "linear") {
    read.fail("rope.scaling.type", "is '" + scaling + "', which is not supported (supported: none, linear)");
  }
  if (factor <= 0) read.fail("rope.scaling.factor", "must be positive");
  if (scaling == "linear" || old_factor != 1.0) {
    for (double& frequency : frequencies) frequency /= factor;
  }
  if (!read.boolean("attention.causal").value_or(true)) read.fail("attention.causal", "must be true");
  if (read.number("expert_count").value_or(0) != 0) read.fail("expert_count", "must be 0: experts are not supported");
  if (read.number("expert_used_count").value_or(0) != 0) read.fail("expert_used_count", "must be 0");
  static constexpr std::string_view kHarmless[] = {"rope.scaling.original_context_length", "rope.scaling.finetuned",
                                                   "tensor_data_layout"};
  read.finish(kHarmless);
  for_each_linear([&](LinearSlot slot) { layer.biases[slot] = Bias::if_present; });
  config.rotary = {{.frequencies = std::move(frequencies)}};
  complete(file, config, layer, layers);
  return config;
}

ModelConfig read_config(const ModelFile& file) {
  return file.format == "gguf" ? of_gguf(file) : of_hub(file);
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

WeightPlan plan_weights(TensorPicker& pick, const ModelFile& file, const ModelConfig& config) {
  const Names name = names(file);
  const std::int64_t width = config.width;
  const auto norm = [&](const std::string& of) -> NormPlan { return {.gain = pick.require(of + ".weight", {width})}; };
  WeightPlan plan;
  plan.token_embedding = pick.require(name.tokens, {config.vocabulary, width});
  for (std::size_t i = 0; i < config.layers.size(); ++i) {
    const LayerConfig& settings = config.layers[i];
    const std::int64_t queries = settings.attention.queries();
    const std::int64_t keys = settings.attention.keys();
    const std::int64_t inner = settings.feed_forward.width;
    const MatrixForm attention{.bias = settings.biases[LinearSlot::qkv]};
    const MatrixForm rotated{.interleaved_head = file.format == "gguf" ? settings.attention.head_size : 0,
                             .bias = attention.bias};
    const MatrixForm feed_forward{.bias = settings.biases[LinearSlot::up]};
    const std::string layer = name.layer + std::to_string(i) + ".";
    // Member by member: GCC 12 frees the members of a half-made aggregate twice where a later one throws.
    LayerPlan& to = plan.layers.emplace_back();
    to[NormSlot::attention] = norm(layer + name.attention_norm);
    to[LinearSlot::qkv].parts = {pick.matrix(layer + name.q, queries, width, rotated),
                                 pick.matrix(layer + name.k, keys, width, rotated),
                                 pick.matrix(layer + name.v, keys, width, attention)};
    to[LinearSlot::qkv].inputs = width;
    to[LinearSlot::attention_out].parts = {pick.matrix(layer + name.attention_out, width, queries, attention)};
    to[LinearSlot::attention_out].inputs = queries;
    to[NormSlot::feed_forward] = norm(layer + name.feed_forward_norm);
    to[LinearSlot::up].parts = {pick.matrix(layer + name.gate, inner, width, feed_forward),
                                pick.matrix(layer + name.up, inner, width, feed_forward)};
    to[LinearSlot::up].inputs = width;
    to[LinearSlot::up].gated = true;
    to[LinearSlot::down].parts = {pick.matrix(layer + name.down, width, inner, feed_forward)};
    to[LinearSlot::down].inputs = inner;
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
