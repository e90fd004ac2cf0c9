#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "api/request.h"

namespace coldread {

struct SpecialToken {
  std::string role;  ///< "bos", "eos", "pad"
  std::string text;
  TokenId id = 0;
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
  std::string chat_template;  ///< that prompts went through; empty where none was applied
};

}  // namespace coldread
