#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "model/logprobs.h"
#include "model/naive_llama.h"
#include "model/tensor_set.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

constexpr std::int64_t kVocabulary = 40;
constexpr std::int64_t kWidth = 20;
constexpr std::int64_t kHeads = 4;
constexpr std::int64_t kKvHeads = 2;
constexpr std::int64_t kHeadSize = 6;  // not width / heads
constexpr std::int64_t kInner = 24;

struct Options {
  bool attention_bias = false;
  bool mlp_bias = false;
  bool tied = false;
};

TensorSet make_tensors(const Options& options) {
  TensorSet set;
  const auto linear = [&](const std::string& name, std::int64_t outputs, std::int64_t inputs, bool bias) {
    set[name + ".weight"] = random_tensor({outputs, inputs}, 0.7);
    if (bias) set[name + ".bias"] = random_tensor({outputs}, 0.7);
  };
  set["model.embed_tokens.weight"] = random_tensor({kVocabulary, kWidth}, 1.0);
  for (const std::string layer : {"model.layers.0.", "model.layers.1."}) {
    set[layer + "input_layernorm.weight"] = random_tensor({kWidth}, 0.3, 1);
    set[layer + "post_attention_layernorm.weight"] = random_tensor({kWidth}, 0.3, 1);
    linear(layer + "self_attn.q_proj", kHeads * kHeadSize, kWidth, options.attention_bias);
    linear(layer + "self_attn.k_proj", kKvHeads * kHeadSize, kWidth, options.attention_bias);
    linear(layer + "self_attn.v_proj", kKvHeads * kHeadSize, kWidth, options.attention_bias);
    linear(layer + "self_attn.o_proj", kWidth, kHeads * kHeadSize, options.attention_bias);
    linear(layer + "mlp.gate_proj", kInner, kWidth, options.mlp_bias);
    linear(layer + "mlp.up_proj", kInner, kWidth, options.mlp_bias);
    linear(layer + "mlp.down_proj", kWidth, kInner, options.mlp_bias);
  }
  set["model.norm.weight"] = random_tensor({kWidth}, 0.3, 1);
  if (!options.tied) set["lm_head.weight"] = random_tensor({kVocabulary, kWidth}, 1.0);
  return set;
}

Dict make_config(const Options& options) {
  const std::string text = R"({"model_type": "llama", "vocab_size": 40, "hidden_size": 20, "intermediate_size": 24,
    "num_hidden_layers": 2, "num_attention_heads": 4, "num_key_value_heads": 2, "head_dim": 6, "hidden_act": "silu",
    "max_position_embeddings": 300, "rms_norm_eps": 1e-5, "rope_theta": 500.0, "sliding_window": null})";
  Dict config = parse_json(text, "test").as_dict();
  config.set("attention_bias", options.attention_bias);
  config.set("mlp_bias", options.mlp_bias);
  config.set("tie_word_embeddings", options.tied);
  return config;
}

std::vector<double> plain_frequencies() {
  std::vector<double> frequencies;
  for (int i = 0; i < kHeadSize / 2; ++i) frequencies.push_back(std::pow(500.0, -2.0 * i / kHeadSize));
  return frequencies;
}

std::vector<TokenId> long_text() {
  std::vector<TokenId> ids;
  for (int i = 0; i < 90; ++i) ids.push_back((i * i + 3 * i) % static_cast<int>(kVocabulary));
  return ids;
}

void check(const std::filesystem::path& path, const TensorSet& tensors, const std::vector<double>& frequencies) {
  const auto model = load_model(path, {.threads = 1});
  const NaiveLlama naive{.width = kWidth,
                         .heads = kHeads,
                         .kv_heads = kKvHeads,
                         .head_size = kHeadSize,
                         .layers = 2,
                         .epsilon = 1e-5,
                         .frequencies = frequencies,
                         .tensors = tensors};
  const std::vector<TokenId> ids = long_text();
  const auto expected = naive.logprobs(ids);
  KvSequence sequence = model->new_sequence();
  Batch batch{.rows = {{.sequence = &sequence, .tokens = ids}}, .probes = {}};
  for (std::uint32_t t = 0; t < ids.size(); ++t) batch.probes.push_back({.row = 0, .token = t, .want_logits = true});
  AnswerList answers(ids.size());
  model->forward(batch, answers);
  double worst = 0;
  for (std::size_t t = 0; t < ids.size(); ++t) {
    for (std::size_t v = 0; v < static_cast<std::size_t>(kVocabulary); ++v) {
      const double logprob = static_cast<double>(answers.logits[t][v]) - answers.results[t].log_partition;
      worst = std::max(worst, std::fabs(logprob - expected[t][v]));
    }
  }
  CHECK(worst < 1e-4);
}

void check_hub(const TensorSet& tensors, const Dict& config, const std::vector<double>& frequencies) {
  const TemporaryFolder folder;
  folder.write("config.json", to_json(Value(config)));
  folder.write("model.safetensors", to_safetensors(tensors));
  check(folder.path(), tensors, frequencies);
}

TEST_CASE("head_dim, biases and tied heads of a config.json are honoured") {
  for (const Options options : {Options{}, Options{.attention_bias = true}, Options{.mlp_bias = true},
                                Options{.attention_bias = true, .mlp_bias = true, .tied = true}}) {
    check_hub(make_tensors(options), make_config(options), plain_frequencies());
  }
}

TEST_CASE("rope scaling of a config.json is honoured under its old and new names") {
  const TensorSet tensors = make_tensors({});
  std::vector<double> linear = plain_frequencies();
  for (double& f : linear) f /= 2.5;
  for (const char* scaling : {R"({"type": "linear", "factor": 2.5})", R"({"rope_type": "linear", "factor": 2.5})"}) {
    Dict config = make_config({});
    config.set("rope_scaling", parse_json(scaling, "test"));
    check_hub(tensors, config, linear);
  }
  Dict newer = make_config({});
  newer.erase("rope_theta");
  newer.set("rope_parameters", parse_json(R"({"rope_type": "linear", "factor": 2.5, "rope_theta": 500.0})", "test"));
  check_hub(tensors, newer, linear);

  // llama3 with wavelengths 2 pi, 2 pi 7.94, 2 pi 63: kept (below 32), between, stretched (above 64).
  Dict llama3 = make_config({});
  llama3.set("rope_scaling", parse_json(R"({"rope_type": "llama3", "factor": 8.0, "low_freq_factor": 1.0,
    "high_freq_factor": 2.0, "original_max_position_embeddings": 64})",
                                        "test"));
  std::vector<double> frequencies = plain_frequencies();
  const double wavelength = 2 * M_PI / frequencies[1];
  REQUIRE(wavelength > 32);
  REQUIRE(wavelength < 64);
  const double smooth = (64 / wavelength - 1) / (2 - 1);
  frequencies[1] = (1 - smooth) * frequencies[1] / 8 + smooth * frequencies[1];
  frequencies[2] /= 8;
  check_hub(tensors, llama3, frequencies);
}

/// What llama.cpp's converter makes of a head's rows: (i, i + S/2) become neighbours.
TestTensor interleaved(const TestTensor& tensor) {
  TestTensor result = tensor;
  const auto row = tensor.values.size() / static_cast<std::size_t>(tensor.shape[0]);
  for (std::size_t r = 0; r < static_cast<std::size_t>(tensor.shape[0]); ++r) {
    const std::size_t within = r % kHeadSize;
    const std::size_t to = r - within + (within < kHeadSize / 2 ? 2 * within : 2 * (within - kHeadSize / 2) + 1);
    std::copy_n(tensor.values.begin() + static_cast<std::ptrdiff_t>(r * row), row,
                result.values.begin() + static_cast<std::ptrdiff_t>(to * row));
  }
  return result;
}

TensorSet renamed_for_gguf(const TensorSet& tensors) {
  const std::vector<std::pair<std::string, std::string>> names = {{"model.embed_tokens", "token_embd"},
                                                                  {"model.layers.", "blk."},
                                                                  {"input_layernorm", "attn_norm"},
                                                                  {"post_attention_layernorm", "ffn_norm"},
                                                                  {"self_attn.q_proj", "attn_q"},
                                                                  {"self_attn.k_proj", "attn_k"},
                                                                  {"self_attn.v_proj", "attn_v"},
                                                                  {"self_attn.o_proj", "attn_output"},
                                                                  {"mlp.gate_proj", "ffn_gate"},
                                                                  {"mlp.up_proj", "ffn_up"},
                                                                  {"mlp.down_proj", "ffn_down"},
                                                                  {"model.norm", "output_norm"},
                                                                  {"lm_head", "output"}};
  TensorSet result;
  for (const auto& [name, tensor] : tensors) {
    std::string to = name;
    for (const auto& [hub, gguf] : names) {
      if (const auto at = to.find(hub); at != std::string::npos) to.replace(at, hub.size(), gguf);
    }
    const bool rotated = to.find("attn_q") != std::string::npos || to.find("attn_k") != std::string::npos;
    result[to] = rotated ? interleaved(tensor) : tensor;
  }
  return result;
}

test::GgufBuilder gguf_metadata() {
  test::GgufBuilder builder;
  builder.put("general.architecture", "llama").put("llama.block_count", 2U).put("llama.context_length", 300U);
  builder.put("llama.embedding_length", 20U).put("llama.feed_forward_length", 24U);
  builder.put("llama.attention.head_count", 4U).put("llama.attention.head_count_kv", 2U);
  builder.put("llama.attention.key_length", 6U).put("llama.attention.value_length", 6U);
  builder.put("llama.rope.dimension_count", 6U).put("llama.rope.freq_base", 500.0F);
  builder.put("llama.attention.layer_norm_rms_epsilon", 1e-5F).put("llama.vocab_size", 40U);
  return builder;
}

TEST_CASE("GGUF biases, key length, linear scaling and rope_freqs.weight are honoured") {
  const TemporaryFolder folder;
  const TensorSet tensors = make_tensors({.attention_bias = true, .mlp_bias = true});
  const TensorSet stored = renamed_for_gguf(tensors);
  check(folder.write("plain.gguf", to_gguf(gguf_metadata(), stored)), tensors, plain_frequencies());

  test::GgufBuilder scaled = gguf_metadata();
  scaled.put("llama.rope.scaling.type", "linear").put("llama.rope.scaling.factor", 4.0F);
  std::vector<double> linear = plain_frequencies();
  for (double& f : linear) f /= 4;
  check(folder.write("linear.gguf", to_gguf(scaled, stored)), tensors, linear);

  TensorSet with_factors = stored;
  with_factors["rope_freqs.weight"] = {.shape = {3}, .values = {1.0F, 2.0F, 8.0F}};
  std::vector<double> divided = plain_frequencies();
  divided[1] /= 2;
  divided[2] /= 8;
  check(folder.write("factors.gguf", to_gguf(gguf_metadata(), with_factors)), tensors, divided);
}

}  // namespace
}  // namespace coldread
