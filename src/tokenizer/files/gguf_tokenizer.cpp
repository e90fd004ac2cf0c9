#include <array>
#include <string_view>

#include "io/gguf.h"
#include "tokenizer/files/hub_files.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/tokenizer_parts.h"

namespace coldread {
namespace {

/// Names of pre-tokenizers in tokenizer.ggml.pre.
struct NamedPreTokenizer {
  std::string_view name;
  PreTokenizer pre_tokenizer = PreTokenizer::gpt2;
};
constexpr std::array<NamedPreTokenizer, 12> kPreTokenizers{{
    {"gpt-2", PreTokenizer::gpt2},
    {"gpt2", PreTokenizer::gpt2},
    {"phi-2", PreTokenizer::gpt2},
    {"olmo", PreTokenizer::gpt2},
    {"mpt", PreTokenizer::gpt2},
    {"smollm", PreTokenizer::smollm},
    {"starcoder", PreTokenizer::smollm},
    {"refact", PreTokenizer::smollm},
    {"command-r", PreTokenizer::smollm},
    {"llama-bpe", PreTokenizer::llama_bpe},
    {"llama3", PreTokenizer::llama_bpe},
    {"llama-v3", PreTokenizer::llama_bpe},
}};

/// Kinds of tokens in tokenizer.ggml.token_type.
enum TokenKind : std::int64_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

PreTokenizer pre_tokenizer_of(const GgufFile& gguf) {
  const std::optional<std::string> name = gguf.text("tokenizer.ggml.pre");
  if (!name) {
    if (gguf.text("general.architecture") == "gpt2") return PreTokenizer::gpt2;
    fail_in(gguf.path(), "does not name its pre-tokenizer (tokenizer.ggml.pre); convert the model with a newer tool");
  }
  for (const NamedPreTokenizer& known : kPreTokenizers) {
    if (known.name == *name) return known.pre_tokenizer;
  }
  fail_in(gguf.path(),
          "has the pre-tokenizer '" + *name + "', which is not supported; expected gpt-2, smollm or " + "llama-bpe");
}

void read_tokens(const GgufFile& gguf, TokenizerParts& parts) {
  const auto texts = gguf.texts("tokenizer.ggml.tokens");
  if (!texts || texts->empty()) fail_in(gguf.path(), "has no vocabulary (tokenizer.ggml.tokens)");
  const auto kinds = gguf.integers("tokenizer.ggml.token_type");
  if (kinds && kinds->size() != texts->size()) {
    fail_in(gguf.path(),
            "has " + std::to_string(texts->size()) + " tokens but " + std::to_string(kinds->size()) + " token types");
  }
  parts.tokens.reserve(texts->size());
  for (std::size_t id = 0; id < texts->size(); ++id) {
    const std::string_view text = (*texts)[id];
    const std::int64_t kind = kinds ? (*kinds)[id] : kNormal;
    if (kind == kNormal || kind == kByte) {
      parts.tokens.push_back(bytes_of_token(text));
      continue;
    }
    parts.tokens.emplace_back(text);
    if (kind == kUnused) continue;
    parts.added_tokens.push_back(
        {.id = static_cast<TokenId>(id), .text = std::string(text), .special = kind == kControl || kind == kUnknown});
  }
}

std::optional<TokenId> token_id(const GgufFile& gguf, std::string_view key, std::size_t vocabulary) {
  const std::optional<std::int64_t> id = gguf.integer(key);
  if (!id) return std::nullopt;
  if (*id < 0 || static_cast<std::uint64_t>(*id) >= vocabulary) {
    fail_in(gguf.path(), "has " + std::string(key) + " = " + std::to_string(*id) + ", but the vocabulary has " +
                             std::to_string(vocabulary) + " tokens");
  }
  return static_cast<TokenId>(*id);
}

}  // namespace

TokenizerParts read_gguf_tokenizer(const std::filesystem::path& file) {
  const GgufFile gguf(file);
  const std::optional<std::string> model = gguf.text("tokenizer.ggml.model");
  if (!model) fail_in(file, "holds no tokenizer (tokenizer.ggml.model)");
  if (*model != "gpt2") {
    fail_in(file, "has a tokenizer of kind '" + *model + "', which is not supported; expected gpt2 (byte-level BPE)");
  }
  TokenizerParts parts;
  parts.origin = file.string();
  parts.pre_tokenizer = pre_tokenizer_of(gguf);
  read_tokens(gguf, parts);
  const auto merges = gguf.texts("tokenizer.ggml.merges");
  if (!merges) fail_in(file, "has no merges (tokenizer.ggml.merges)");
  parts.merges.reserve(merges->size());
  for (const std::string_view merge : *merges) parts.merges.push_back(parse_merge(merge, parts.origin));

  const bool is_llama_bpe = parts.pre_tokenizer == PreTokenizer::llama_bpe;
  parts.ignore_merges = is_llama_bpe;
  parts.adds_bos = gguf.boolean("tokenizer.ggml.add_bos_token").value_or(is_llama_bpe);
  const std::size_t size = parts.tokens.size();
  parts.special_tokens = {.bos = token_id(gguf, "tokenizer.ggml.bos_token_id", size),
                          .eos = token_id(gguf, "tokenizer.ggml.eos_token_id", size),
                          .pad = token_id(gguf, "tokenizer.ggml.padding_token_id", size)};
  parts.chat_template = gguf.text("tokenizer.chat_template").value_or("");
  return parts;
}

}  // namespace coldread
