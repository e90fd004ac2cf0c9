#include <doctest/doctest.h>
#include <limits>

#include "io/file.h"
#include "io/safetensors.h"
#include "io/sha256.h"
#include "kernels/dequantize.h"
#include "model/find_model.h"
#include "model/logprobs.h"
#include "model/stored_tensors.h"
#include "model/tensor_set.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

const std::filesystem::path kGpt2 = kModelReference / "tiny-gpt2";
const std::filesystem::path kLlama = kModelReference / "tiny-llama" / "hf-untied-f32";

Dict config_of(const std::filesystem::path& folder) {
  return parse_json(read_text_file(folder / "config.json"), "config.json").as_dict();
}

/// Puts the folder's weights there, under settings of which one is changed.
void put_changed(const std::filesystem::path& folder, const std::string& key, const Value& value,
                 const TemporaryFolder& copy) {
  Dict config = config_of(folder);
  config.set(key, value);
  copy.write("config.json", to_json(Value(config)));
  std::filesystem::copy(folder / "model.safetensors", copy.path() / "model.safetensors");
}

/// The error of loading them.
std::string error_with(const std::filesystem::path& folder, const std::string& key, const Value& value) {
  const TemporaryFolder copy;
  put_changed(folder, key, value, copy);
  return test::error_of([&] { inspect_model(copy.path()); });
}

void check_error(const std::string& message, const std::vector<std::string>& parts) {
  CAPTURE(message);
  CHECK_FALSE(message.empty());
  for (const std::string& part : parts) CHECK(message.find(part) != std::string::npos);
}

TEST_CASE("a setting that would change the numbers and is not supported is an error") {
  check_error(error_with(kLlama, "sliding_window", 128), {"config.json", "'sliding_window'", "128"});
  check_error(error_with(kLlama, "model_type", "llama9"), {"'llama9' is not supported", "'llama'", "tensors fit"});
  check_error(error_with(kLlama, "model_type", "qwen3_next"),
              {"nearest that is, is 'qwen3_moe'", "'num_experts' is missing"});
  check_error(error_with(kLlama, "model_type", "qwen3x"), {"nearest that is, is 'qwen3'", "q_norm.weight' is missing"});
  check_error(test::error_of([] {
                const TemporaryFolder folder;
                folder.write("config.json", R"({"model_type": "bert", "architectures": ["BertForMaskedLM"]})");
                std::filesystem::copy(kLlama / "model.safetensors", folder.path() / "model.safetensors");
                inspect_model(folder.path());
              }),
              {"'bert' is not supported", "fills masked words", "only decoders"});
  check_error(error_with(kLlama, "hidden_act", "tanh"), {"'hidden_act'", "'tanh'", "silu"});
  check_error(error_with(kLlama, "quantization_config", parse_json(R"({"bits": 4})", "t")), {"'quantization_config'"});
  check_error(error_with(kLlama, "partial_rotary_factor", 1.5), {"'partial_rotary_factor'"});
  check_error(error_with(kLlama, "some_new_setting", 3), {"'some_new_setting'", "not supported"});
  check_error(error_with(kLlama, "rope_scaling", parse_json(R"({"rope_type": "ntk", "factor": 2.0})", "t")),
              {"'rope_type'", "'ntk'", "yarn, longrope"});
  check_error(error_with(kLlama, "rope_scaling", parse_json(R"({"type": "linear", "factor": 2.0, "beta": 1})", "t")),
              {"rope_scaling", "'beta'"});
  check_error(error_with(kLlama, "rope_scaling", parse_json(R"({"type": "linear"})", "t")), {"'factor' is missing"});
  check_error(error_with(kGpt2, "add_cross_attention", true), {"'add_cross_attention'"});
  check_error(error_with(kGpt2, "activation_function", "mish"), {"'mish'", "gelu_new"});
}

TEST_CASE("settings that are off or known to be harmless are accepted") {
  CHECK(error_with(kLlama, "sliding_window", nullptr).empty());
  CHECK(error_with(kLlama, "some_new_switch", false).empty());
  CHECK(error_with(kLlama, "pretraining_tp", 1).empty());
  CHECK(error_with(kLlama, "rope_scaling", parse_json(R"({"rope_type": "default"})", "t")).empty());
  CHECK(error_with(kGpt2, "reorder_and_upcast_attn", true).empty());
  CHECK(
      error_with(kGpt2, "task_specific_params", parse_json(R"({"text-generation": {"max_length": 50}})", "t")).empty());
}

TEST_CASE("settings are harmless by their class: private ones, bookkeeping, training, generation, tokens") {
  for (const char* key :
       {"_attn_implementation_autoset", "_flash_attn_2_enabled", "name_or_path", "attn_implementation",
        "model_max_length", "num_logits_to_keep", "embd_dropout_prob", "router_aux_loss_coef", "unsloth_version",
        "image_token_id", "transformers.js_config", "output_router_logits"}) {
    CHECK(error_with(kLlama, key, "x").empty());
    CHECK(error_with(kGpt2, key, 3).empty());
  }
  for (const char* key : {"quantization_config", "auto_map", "logit_softcapping", "attention_multiplier"}) {
    check_error(error_with(kLlama, key, 3), {key, "--ignore-config " + std::string(key)});
  }
}

TEST_CASE("a kind for every layer is harmless where all are the one that is computed") {
  const auto layers = [](const char* json) { return error_with(kLlama, "layer_types", parse_json(json, "t")); };
  CHECK(layers(R"(["full_attention", "full_attention"])").empty());
  check_error(layers(R"(["full_attention", "sliding_attention"])"), {"'layer_types'", "not supported"});
}

TEST_CASE("a setting is passed over where that is asked for, and named among the facts") {
  const TemporaryFolder copy;
  put_changed(kLlama, "some_new_setting", 3, copy);
  const ModelFacts facts = inspect_model(copy.path(), {"some_new_setting", "not_there"});
  CHECK(facts.ignored_settings == std::vector<std::string>{"some_new_setting"});
  CHECK(load_model(copy.path(), {.threads = 1, .ignored = {"some_new_setting"}})->context_length() > 0);
}

TEST_CASE("settings of the wrong kind or out of range are errors") {
  check_error(error_with(kLlama, "hidden_size", "64"), {"'hidden_size'", "whole number"});
  check_error(error_with(kLlama, "num_hidden_layers", 0), {"'num_hidden_layers'"});
  check_error(error_with(kLlama, "num_key_value_heads", 3), {"do not fit together"});
  check_error(error_with(kGpt2, "n_head", 5), {"multiple of 5 heads"});
  check_error(error_with(kGpt2, "n_embd", nullptr), {"'n_embd' is missing"});
  check_error(error_with(kLlama, "rope_theta", -1.0), {"'rope_theta'"});
}

TEST_CASE("sizes beyond any model are errors before anything is made of that size") {
  check_error(error_with(kLlama, "head_dim", 2147483646), {"'head_dim'", "at most 65536"});
  check_error(error_with(kLlama, "num_hidden_layers", 2147483647), {"is missing"});
  check_error(error_with(kLlama, "vocab_size", 2147483647), {"expected [2147483647, "});
  check_error(error_with(kLlama, "intermediate_size", std::int64_t{1} << 40), {"'intermediate_size'"});
  check_error(error_with(kLlama, "num_attention_heads", 2147483647), {"do not fit together"});
  check_error(error_with(kLlama, "rms_norm_eps", -1.0), {"epsilon", "between 0 and 1"});
  check_error(error_with(kLlama, "rms_norm_eps", 1e300), {"epsilon"});
  check_error(error_with(kGpt2, "n_positions", 2147483647), {"'n_ctx' differs"});
}

TEST_CASE("a config.json of any size is an error before it is read") {
  const TemporaryFolder folder;
  std::filesystem::resize_file(folder.write("config.json", "{"), std::uintmax_t{1} << 40u);
  check_error(test::error_of([&] { inspect_model(folder.path()); }), {"config.json", "at most 4194304"});
}

TEST_CASE("weights that are not finite are named and counted, and the model loads") {
  for (const char* name : {"model.layers.0.mlp.up_proj.weight", "model.layers.1.self_attn.k_proj.weight",
                           "model.embed_tokens.weight", "model.norm.weight", "lm_head.weight"}) {
    const TemporaryFolder folder;
    TensorSet tensors = tensors_of(kLlama / "model.safetensors");
    tensors.at(name).values[5] = std::numeric_limits<float>::infinity();
    tensors.at(name).values[3] = std::numeric_limits<float>::quiet_NaN();
    folder.write("config.json", read_text_file(kLlama / "config.json"));
    folder.write("model.safetensors", to_safetensors(tensors));
    const auto model = load_model(folder.path(), {.threads = 2, .compute = "fp32"});
    REQUIRE(model->warnings().size() == 1);
    CHECK(model->warnings()[0].starts_with("tensor '" + std::string(name) +
                                           "' holds 2 values that are not finite, the first at 3 of "));
  }
  CHECK(load_model(kLlama)->warnings().empty());
}

TEST_CASE("tensors that are missing, left over or of another shape are errors with sizes") {
  check_error(error_with(kGpt2, "n_layer", 4), {"tensor 'transformer.h.3.ln_1.weight' is missing"});
  check_error(error_with(kGpt2, "n_layer", 2), {"leave no place for", "transformer.h.2."});
  check_error(error_with(kGpt2, "vocab_size", 400), {"wte.weight", "[384, 32]", "expected [400, 32]"});
  check_error(error_with(kLlama, "tie_word_embeddings", true), {"tie 'lm_head.weight'", "differ"});
  check_error(error_with(kLlama, "attention_bias", true), {"q_proj.bias' is missing"});
  check_error(error_with(kGpt2, "tie_word_embeddings", false), {"'lm_head.weight' is missing"});
}

TEST_CASE("a bias that the settings deny is left over") {
  const TemporaryFolder folder;
  TensorSet tensors = tensors_of(kLlama / "model.safetensors");
  tensors["model.layers.0.self_attn.q_proj.bias"] = random_tensor({64}, 1);
  folder.write("config.json", read_text_file(kLlama / "config.json"));
  folder.write("model.safetensors", to_safetensors(tensors));
  check_error(test::error_of([&] { load_model(folder.path()); }), {"leave no place for", "q_proj.bias"});
}

TEST_CASE("a model that is not there or is none is an error that names it") {
  const TemporaryFolder folder;
  check_error(test::error_of([&] { load_model(folder.path() / "no.gguf"); }), {"no.gguf"});
  check_error(test::error_of([&] { load_model(folder.path()); }), {"config.json"});
  check_error(test::error_of([&] { load_model(folder.write("text.gguf", "hello")); }), {"text.gguf"});
  folder.write("config.json", "[]");
  check_error(test::error_of([&] { load_model(folder.path()); }), {"config.json"});
  check_error(test::error_of([&] { load_model(kGpt2, {.compute = "fp8"}); }), {"'fp8'"});
}

TEST_CASE("GGUF files of other architectures or parts of models are errors") {
  const TemporaryFolder folder;
  const auto error = [&](const test::GgufBuilder& builder) {
    const auto path = folder.write("m.gguf", builder.bytes());
    return test::error_of([&] { inspect_model(path); });
  };
  check_error(error(test::GgufBuilder()), {"m.gguf", "'general.architecture' is missing"});
  check_error(error(test::GgufBuilder().put("general.architecture", "bert")), {"m.gguf", "'bert' is not supported"});
  check_error(error(test::GgufBuilder().put("general.architecture", "llama").put("split.count", 3U)), {"split model"});
  check_error(error(test::GgufBuilder().put("general.architecture", "llama").put("general.type", "adapter")),
              {"'adapter'"});
  check_error(error(test::GgufBuilder().put("general.architecture", "llama")), {"'llama.embedding_length' is missing"});
}

TEST_CASE("facts tell what the file holds") {
  const ModelFacts gpt2 = inspect_model(kGpt2);
  CHECK(gpt2.family == "gpt2");
  CHECK(gpt2.format == "safetensors");
  CHECK(gpt2.parameters == 384 * 32 + 128 * 32 + 3 * (12 * 32 * 32 + 13 * 32) + 2 * 32);
  CHECK(gpt2.weight_types == "F32 40");
  CHECK(gpt2.context_length == 128);
  CHECK(gpt2.digest.empty());
  const auto quantised = kModelReference / "tiny-llama" / "small-untied-Q4_1.gguf";
  const ModelFacts llama = inspect_model(quantised);
  CHECK(llama.family == "llama");
  CHECK(llama.format == "gguf");
  CHECK(llama.weight_types == "Q4_1 15, Q8_0 1, F32 5");
  CHECK(model_digest(quantised) == sha256_hex(read_text_file(quantised)));
  CHECK(inspect_model(kGpt2 / "sharded").parameters == gpt2.parameters);
}

TEST_CASE("tiny GPT-2 as GGUF has the bits of its safetensors") {
  const std::vector<std::pair<std::string, std::string>> names = {
      {"transformer.", ""},           {"wte", "token_embd"},  {"wpe", "position_embd"},  {"h.", "blk."},
      {"ln_f", "output_norm"},        {"ln_1", "attn_norm"},  {"ln_2", "ffn_norm"},      {"attn.c_attn", "attn_qkv"},
      {"attn.c_proj", "attn_output"}, {"mlp.c_fc", "ffn_up"}, {"mlp.c_proj", "ffn_down"}};
  const SafetensorsFile file(kGpt2 / "model.safetensors");
  TensorSet tensors;
  for (const TensorView& view : file.tensors()) {
    std::string name = view.name;
    for (const auto& [hub, gguf] : names) {
      if (const auto at = name.find(hub); at != std::string::npos) name.replace(at, hub.size(), gguf);
    }
    TestTensor tensor{.shape = view.shape, .values = std::vector<float>(view.elements())};
    kernels::dequantize(view.type, view.data, tensor.values);
    if (view.name.find(".c_") != std::string::npos && view.shape.size() == 2) {  // [in, out] to [out, in]
      const TestTensor stored = tensor;
      const auto inputs = static_cast<std::size_t>(view.shape[0]);
      const auto outputs = static_cast<std::size_t>(view.shape[1]);
      tensor.shape = {view.shape[1], view.shape[0]};
      for (std::size_t k = 0; k < inputs; ++k) {
        for (std::size_t n = 0; n < outputs; ++n) tensor.values[n * inputs + k] = stored.values[k * outputs + n];
      }
    }
    tensors[name] = tensor;
  }
  test::GgufBuilder builder;
  builder.put("general.architecture", "gpt2").put("gpt2.block_count", 3U).put("gpt2.context_length", 128U);
  builder.put("gpt2.embedding_length", 32U).put("gpt2.feed_forward_length", 128U).put("gpt2.attention.head_count", 4U);
  builder.put("gpt2.attention.layer_norm_epsilon", 1e-5F);
  const TemporaryFolder folder;
  const auto gguf = folder.write("gpt2.gguf", to_gguf(builder, tensors));

  const std::vector<TokenId> ids = read_reference(kGpt2 / "logprobs.jsonl").back().ids;
  CHECK(last_logits(kGpt2, ids) == last_logits(gguf, ids));
}

std::filesystem::path found(const std::string& name) {
  hub::FetchObserver unheard;
  return find_model(name, unheard);
}

TEST_CASE("a model is found by file, by folder, and by name under models/") {
  const TemporaryFolder folder;
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(folder.path());
  folder.write("models/one/weights.gguf", "GGUF");
  folder.write("models/one/readme", "x");
  folder.write("models/two/config.json", "{}");
  folder.write("models/two/pytorch_model.bin", "x");
  folder.write("models/many/a.gguf", "GGUF");
  folder.write("models/many/b.gguf", "GGUF");
  folder.write("models/none/readme", "x");
  CHECK(found("one") == std::filesystem::path("models") / "one" / "weights.gguf");
  CHECK(found("two") == std::filesystem::path("models") / "two");
  CHECK(found("models/one") == std::filesystem::path("models") / "one" / "weights.gguf");
  CHECK(found("models/many/b.gguf") == std::filesystem::path("models") / "many" / "b.gguf");
  hub::FetchObserver unheard;
  folder.write("models/words/vocab.json", "{}");
  CHECK(find_tokenizer("words", unheard) == std::filesystem::path("models") / "words");
  CHECK(find_tokenizer("one", unheard) == std::filesystem::path("models") / "one" / "weights.gguf");
  check_error(test::error_of([] { found("words"); }),
              {"holds no model (a .gguf file; config.json and model.safetensors;"});
  check_error(test::error_of([] { found("many"); }), {"several models"});
  check_error(test::error_of([] { found("none"); }),
              {"holds no model (a .gguf file; config.json and model.safetensors;"});
  check_error(test::error_of([] { found("twoo"); }), {"twoo", "did you mean 'two'"});
  check_error(test::error_of([] { found(""); }), {"no model"});
  std::filesystem::current_path(before);
}

}  // namespace
}  // namespace coldread
