#include "model/config_reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "base/error.h"
#include "io/json.h"

namespace coldread {
namespace {

bool is_off(const Value& value) {
  switch (value.kind()) {
    case Value::Kind::null:
      return true;
    case Value::Kind::boolean:
      return !value.as_bool();
    case Value::Kind::list:
      return value.as_list().empty();
    case Value::Kind::dict:
      return value.as_dict().empty();
    default:
      return false;
  }
}

}  // namespace

ConfigReader::ConfigReader(const Dict& settings, std::string origin, std::string prefix)
    : settings_(settings), origin_(std::move(origin)), prefix_(std::move(prefix)) {}

void ConfigReader::fail(std::string_view key, const std::string& message) const {
  throw Error(ErrorCode::input, origin_ + ": '" + prefix_ + std::string(key) + "' " + message);
}

const Value* ConfigReader::find(std::string_view key) {
  read_.emplace(key);
  const Value* value = settings_.find(prefix_ + std::string(key));
  return value == nullptr || value->is_null() ? nullptr : value;
}

std::optional<double> ConfigReader::number(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_number() || !std::isfinite(value->as_number())) fail(key, "must be a number, is " + to_json(*value));
  return value->as_number();
}

std::optional<bool> ConfigReader::boolean(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_bool()) fail(key, "must be true or false, is " + to_json(*value));
  return value->as_bool();
}

std::optional<std::string> ConfigReader::text(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_string()) fail(key, "must be a string, is " + to_json(*value));
  return value->as_string();
}

std::optional<std::int64_t> ConfigReader::size(std::string_view key) {
  const Value* value = find(key);
  if (value == nullptr) return std::nullopt;
  if (!value->is_int() || value->as_int() < 1 || value->as_int() > std::numeric_limits<std::int32_t>::max()) {
    fail(key, "must be a whole number from 1 on, is " + to_json(*value));
  }
  return value->as_int();
}

std::int64_t ConfigReader::required_size(std::string_view key) {
  const auto value = size(key);
  if (!value) fail(key, "is missing");
  return *value;
}

double ConfigReader::required_number(std::string_view key) {
  const auto value = number(key);
  if (!value) fail(key, "is missing");
  return *value;
}

kernels::Activation ConfigReader::required_activation(std::string_view key) {
  using kernels::Activation;
  static const std::vector<std::pair<std::string_view, Activation>> kNames = {
      {"gelu_new", Activation::gelu_tanh},
      {"gelu_pytorch_tanh", Activation::gelu_tanh},
      {"gelu_fast", Activation::gelu_tanh},
      {"gelu", Activation::gelu_erf},
      {"silu", Activation::silu},
      {"swish", Activation::silu},
      {"relu", Activation::relu}};
  const auto name = text(key);
  if (!name) fail(key, "is missing");
  std::string known;
  for (const auto& [candidate, activation] : kNames) {
    if (candidate == *name) return activation;
    known += (known.empty() ? "" : ", ") + std::string(candidate);
  }
  fail(key, "is '" + *name + "', which is not supported (supported: " + known + ")");
}

void ConfigReader::finish(std::span<const std::string_view> harmless) const {
  for (const auto& [full, value] : settings_) {
    if (!full.starts_with(prefix_) || is_off(value)) continue;
    const std::string_view key = std::string_view(full).substr(prefix_.size());
    if (read_.contains(key) || std::find(harmless.begin(), harmless.end(), key) != harmless.end()) continue;
    fail(key, "= " + to_json(value).substr(0, 80) +
                  " is a setting that is not supported, and it may change the model's numbers");
  }
}

std::span<const std::string_view> harmless_hub_keys() {
  static constexpr std::string_view kKeys[] = {
      // bookkeeping
      "_name_or_path", "architectures", "model_type", "torch_dtype", "dtype", "transformers_version", "use_cache",
      "tokenizer_class", "is_llama_config", "transformers.js_config", "_commit_hash", "_attn_implementation",
      "is_decoder", "return_dict", "output_past", "unsloth_version", "unsloth_fixed", "tf_legacy_loss", "torchscript",
      "use_bfloat16", "gradient_checkpointing", "bos_token_id", "eos_token_id", "pad_token_id", "sep_token_id",
      "unk_token_id",
      // training
      "attn_pdrop", "embd_pdrop", "resid_pdrop", "attention_dropout", "hidden_dropout", "initializer_range",
      "pretraining_tp", "chunk_size_feed_forward",
      // classification heads and summaries
      "summary_activation", "summary_first_dropout", "summary_proj_to_labels", "summary_type", "summary_use_proj",
      "classifier_dropout", "id2label", "label2id", "num_labels", "_num_labels", "finetuning_task", "problem_type",
      "task_specific_params", "predict_special_tokens", "n_special",
      // generation defaults
      "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty",
      "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
      "encoder_no_repeat_ngram_size", "num_return_sequences", "max_new_tokens", "bad_words_ids", "prefix",
      "decoder_start_token_id", "forced_bos_token_id", "forced_eos_token_id", "suppress_tokens",
      "begin_suppress_tokens", "remove_invalid_values", "exponential_decay_length_penalty", "output_scores",
      "return_dict_in_generate", "output_attentions", "output_hidden_states"};
  return kKeys;
}

}  // namespace coldread
