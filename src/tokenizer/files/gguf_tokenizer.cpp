#include <array>
#include <string_view>
#include <utility>

#include "io/gguf.h"
#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/gguf_end_tokens.h"
#include "tokenizer/models/bpe_vocabulary.h"
#include "tokenizer/models/byte_alphabet.h"
#include "tokenizer/models/byte_level_bpe.h"
#include "tokenizer/post_processors/bos_processing.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"
#include "tokenizer/pre_tokenizers/patterns.h"

namespace coldread {
namespace {

Value gpt2() {
  return byte_level_description();
}
Value llama3() {
  return split_description(kLlamaPattern);
}

/// A name in tokenizer.ggml.pre, and what it stands for.
struct PreTokenizerName {
  std::string_view name;
  Value (*description)() = nullptr;
  bool ignore_merges = false;
  bool adds_bos = false;  ///< where tokenizer.ggml.add_bos_token does not say
};
/// Those of llama.cpp whose patterns are these three. Names that add separators (roberta-bpe) are not among them.
constexpr std::array<PreTokenizerName, 39> kPreTokenizerNames{{
    {.name = "gpt-2", .description = gpt2},
    {.name = "gpt2", .description = gpt2},
    {.name = "phi-2", .description = gpt2},
    {.name = "olmo", .description = gpt2},
    {.name = "mpt", .description = gpt2},
    {.name = "jais", .description = gpt2},
    {.name = "jina-es", .description = gpt2},
    {.name = "jina-de", .description = gpt2},
    {.name = "jina-v2-es", .description = gpt2},
    {.name = "jina-v2-de", .description = gpt2},
    {.name = "gigachat", .description = gpt2},
    {.name = "a.x-4.0", .description = gpt2},
    {.name = "mellum", .description = gpt2},
    {.name = "modern-bert", .description = gpt2},
    {.name = "trillion", .description = gpt2},
    {.name = "granite-docling", .description = gpt2},
    {.name = "exaone4", .description = gpt2},
    {.name = "smollm", .description = digits_description},
    {.name = "starcoder", .description = digits_description},
    {.name = "refact", .description = digits_description},
    {.name = "command-r", .description = digits_description},
    {.name = "codeshell", .description = digits_description},
    {.name = "exaone", .description = digits_description},
    {.name = "minerva-7b", .description = digits_description},
    {.name = "mellum2", .description = digits_description},
    {.name = "llama-bpe", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "llama3", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "llama-v3", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "falcon3", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "falcon-h1", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "pixtral", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "midm-2.0", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "lfm2", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "jina-v5-nano", .description = llama3, .ignore_merges = true, .adds_bos = true},
    {.name = "dbrx", .description = llama3},
    {.name = "smaug-bpe", .description = llama3},
    {.name = "chatglm-bpe", .description = llama3},
    {.name = "glm4", .description = llama3, .ignore_merges = true},
    {.name = "glm5", .description = llama3, .ignore_merges = true},
}};

/// Kinds of tokens in tokenizer.ggml.token_type.
enum TokenKind : std::int64_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

const PreTokenizerName& pre_tokenizer_name(const GgufFile& gguf) {
  const std::optional<std::string> name = gguf.text("tokenizer.ggml.pre");
  if (!name) {
    if (gguf.text("general.architecture") == "gpt2") return kPreTokenizerNames.front();
    fail_in(gguf.path(), "does not name its pre-tokenizer (tokenizer.ggml.pre); convert the model with a newer tool");
  }
  for (const PreTokenizerName& known : kPreTokenizerNames) {
    if (known.name == *name) return known;
  }
  fail_in(gguf.path(),
          "has the pre-tokenizer '" + *name + "', which is not supported; expected gpt-2, smollm or llama-bpe");
}

std::shared_ptr<const Vocabulary> read_vocabulary(const GgufFile& gguf) {
  const auto texts = gguf.texts("tokenizer.ggml.tokens");
  if (!texts || texts->empty()) fail_in(gguf.path(), "has no vocabulary (tokenizer.ggml.tokens)");
  const auto kinds = gguf.integers("tokenizer.ggml.token_type");
  if (kinds && kinds->size() != texts->size()) {
    fail_in(gguf.path(),
            "has " + std::to_string(texts->size()) + " tokens but " + std::to_string(kinds->size()) + " token types");
  }
  ModelTokens tokens;
  tokens.bytes.reserve(texts->size());
  std::vector<AddedToken> added;
  for (std::size_t id = 0; id < texts->size(); ++id) {
    const std::string_view text = (*texts)[id];
    const std::int64_t kind = kinds ? (*kinds)[id] : kNormal;
    const bool plain = kind == kNormal || kind == kByte;
    auto bytes = bytes_in_alphabet(text);
    if (!bytes) tokens.unreachable.push_back(static_cast<TokenId>(id));
    tokens.bytes.push_back(bytes ? *std::move(bytes) : std::string(text));
    if (plain || kind == kUnused) continue;
    const bool special = kind == kControl || kind == kUnknown;
    added.push_back({.id = static_cast<TokenId>(id), .text = std::string(text), .special = special});
  }
  Vocabulary vocabulary(gguf.path().string(), std::move(tokens));
  for (AddedToken& token : added) vocabulary.add(std::move(token));
  return std::make_shared<const Vocabulary>(std::move(vocabulary));
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

SpecialTokens read_special_tokens(const GgufFile& gguf, std::size_t vocabulary) {
  return {.bos = token_id(gguf, "tokenizer.ggml.bos_token_id", vocabulary),
          .eos = token_id(gguf, "tokenizer.ggml.eos_token_id", vocabulary),
          .pad = token_id(gguf, "tokenizer.ggml.padding_token_id", vocabulary)};
}

/// The parts that tokenizer.ggml.model = "gpt2" names.
TokenizerParts read_byte_level_bpe(const GgufFile& gguf) {
  const std::string origin = gguf.path().string();
  const PreTokenizerName& pre_tokenizer = pre_tokenizer_name(gguf);
  TokenizerParts parts;
  parts.vocabulary = read_vocabulary(gguf);
  const auto merges = gguf.texts("tokenizer.ggml.merges");
  if (!merges) fail_in(gguf.path(), "has no merges (tokenizer.ggml.merges)");
  ByteLevelBpe::Settings settings;
  settings.merges.reserve(merges->size());
  for (const std::string_view merge : *merges) {
    if (auto pair = parse_merge(merge, origin)) settings.merges.push_back(*std::move(pair));
  }
  settings.ignore_merges = pre_tokenizer.ignore_merges;
  parts.pre_tokenizer = make_pre_tokenizer(pre_tokenizer.description(), origin);
  parts.model = std::make_unique<ByteLevelBpe>(parts.vocabulary, settings);
  parts.decoder = make_decoder(description_of("ByteLevel"), origin);
  parts.special_tokens = read_special_tokens(gguf, parts.vocabulary->size());
  parts.end_tokens = read_gguf_end_tokens(gguf, *parts.vocabulary);
  if (gguf.boolean("tokenizer.ggml.add_bos_token").value_or(pre_tokenizer.adds_bos)) {
    parts.post_processor = bos_processing(*parts.vocabulary, parts.special_tokens);
  }
  return parts;
}

/// Kinds of tokenizers in tokenizer.ggml.model.
struct TokenizerKind {
  std::string_view name;
  TokenizerParts (*read)(const GgufFile& gguf) = nullptr;
};
constexpr std::array<TokenizerKind, 1> kTokenizerKinds{{{.name = "gpt2", .read = read_byte_level_bpe}}};

}  // namespace

TokenizerParts read_gguf_tokenizer(const std::filesystem::path& file) {
  const GgufFile gguf(file);
  const std::optional<std::string> model = gguf.text("tokenizer.ggml.model");
  if (!model) fail_in(file, "holds no tokenizer (tokenizer.ggml.model)");
  for (const TokenizerKind& known : kTokenizerKinds) {
    if (known.name != *model) continue;
    TokenizerParts parts = known.read(gguf);
    parts.chat_template = gguf.text("tokenizer.chat_template").value_or("");
    parts.files = {file};
    return parts;
  }
  fail_in(file, "has a tokenizer of kind '" + *model + "', which is not supported; expected gpt2 (byte-level BPE)");
}

}  // namespace coldread
