#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "api/request.h"
#include "base/variant.h"

namespace coldread {

struct SpecialToken {
  std::string role;  ///< "bos", "eos", "pad"
  std::string text;
  TokenId id = 0;
};

/// A token that ends a generated text.
struct EndToken {
  TokenId id = 0;
  std::string text;
  std::vector<std::string> sources;  ///< what names it so: "config.json", "tokenizer.ggml.eot_token_id"
};

/// A token as a person names it: by its id, or by its text.
using TokenName = Variant<TokenId, std::string>;

/// What a run says of a model in place of the model's files.
struct ModelOverrides {
  std::optional<std::vector<TokenName>> end_tokens = {};  ///< that end a generated text, these alone
  std::vector<std::string> ignored_settings = {};         ///< of the network: passed over as if they were not there
  bool operator==(const ModelOverrides&) const = default;
};

struct ModelFacts {
  std::string name;
  std::string path;
  std::string family;  ///< "gpt2", "llama"
  std::string format;  ///< "gguf", "safetensors"
  std::int64_t parameters = 0;
  std::string weight_types;  ///< "Q4_1 210, Q8_0 1, F32 61"
  std::string digest;        ///< sha256 of the weights file(s), hex
  std::string tokenizer;     ///< "gpt2", "smollm", "llama-bpe"
  std::int64_t context_length = 0;
  std::string compute;  ///< "fp32", "int8", "bf16"
  std::vector<SpecialToken> special_tokens;
  std::vector<EndToken> end_tokens;
  bool adds_bos = false;                      ///< the tokenizer puts BOS in front of every text
  std::vector<std::string> ignored_settings;  ///< that are in the files and were to be passed over
  std::string chat_template;                  ///< that prompts went through; empty where none was applied
};

}  // namespace coldread
