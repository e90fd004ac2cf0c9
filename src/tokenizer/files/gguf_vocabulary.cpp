#include "tokenizer/files/gguf_vocabulary.h"

#include <functional>
#include <string>
#include <utility>

#include "tokenizer/fail_in.h"
#include "tokenizer/models/byte_alphabet.h"

namespace coldread {
namespace {

constexpr std::string_view kMark = "▁";

/// Kinds of tokens in tokenizer.ggml.token_type.
enum TokenKind : std::int64_t { kNormal = 1, kUnknown, kControl, kUserDefined, kUnused, kByte };

/// spelled: what the model knows a token by, which the file writes otherwise; nothing for one that no piece becomes.
std::shared_ptr<const Vocabulary> read_vocabulary(
    const GgufFile& gguf, const std::function<std::optional<std::string>(std::string_view, bool added)>& spelled) {
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
    const bool special = kind == kControl || kind == kUnknown;
    const bool is_added = special || kind == kUserDefined;
    auto bytes = spelled(text, is_added);
    if (!bytes) tokens.unreachable.push_back(static_cast<TokenId>(id));
    tokens.bytes.push_back(bytes ? *std::move(bytes) : std::string(text));
    if (is_added) added.push_back({.id = static_cast<TokenId>(id), .text = std::string(text), .special = special});
  }
  Vocabulary vocabulary(gguf.path().string(), std::move(tokens));
  for (AddedToken& token : added) vocabulary.add(std::move(token));
  return std::make_shared<const Vocabulary>(std::move(vocabulary));
}

}  // namespace

std::shared_ptr<const Vocabulary> read_gguf_vocabulary(const GgufFile& gguf, Spelling spelling) {
  return read_vocabulary(gguf, [&](std::string_view text, bool) {
    return spelling == Spelling::text ? std::optional(std::string(text)) : bytes_in_alphabet(text);
  });
}

std::shared_ptr<const Vocabulary> read_gguf_word_pieces(const GgufFile& gguf) {
  return read_vocabulary(gguf, [&](std::string_view text, bool added) -> std::optional<std::string> {
    if (text.starts_with(kMark)) return std::string(text.substr(kMark.size()));
    // Files without types have them written as vocab.txt has.
    const bool bracketed = text.starts_with('[') && text.ends_with(']') && text.size() > 2;
    return added || bracketed ? std::string(text) : "##" + std::string(text);
  });
}

std::vector<float> gguf_scores(const GgufFile& gguf, std::size_t vocabulary) {
  auto scores = gguf.numbers("tokenizer.ggml.scores");
  if (!scores) fail_in(gguf.path(), "has no scores of its tokens (tokenizer.ggml.scores)");
  if (scores->size() != vocabulary) {
    fail_in(gguf.path(),
            "has " + std::to_string(vocabulary) + " tokens but " + std::to_string(scores->size()) + " scores");
  }
  for (const float score : *scores) {
    if (!(score == score)) fail_in(gguf.path(), "has a score that is not a number (tokenizer.ggml.scores)");
  }
  return *std::move(scores);
}

std::optional<TokenId> gguf_token(const GgufFile& gguf, std::string_view name, std::size_t vocabulary) {
  const std::string key = "tokenizer.ggml." + std::string(name);
  const std::optional<std::int64_t> id = gguf.integer(key);
  if (!id) return std::nullopt;
  if (*id < 0 || static_cast<std::uint64_t>(*id) >= vocabulary) {
    fail_in(gguf.path(), "has " + key + " = " + std::to_string(*id) + ", but the vocabulary has " +
                             std::to_string(vocabulary) + " tokens");
  }
  return static_cast<TokenId>(*id);
}

SpecialTokens read_gguf_special_tokens(const GgufFile& gguf, std::size_t vocabulary, const SpecialTokens& otherwise) {
  const auto token = [&](std::string_view name, const std::optional<TokenId>& fallback) {
    const std::optional<TokenId> named = gguf_token(gguf, name, vocabulary);
    const bool has_fallback = fallback && static_cast<std::size_t>(*fallback) < vocabulary;
    return named || !has_fallback ? named : fallback;
  };
  return {.bos = token("bos_token_id", otherwise.bos),
          .eos = token("eos_token_id", otherwise.eos),
          .pad = token("padding_token_id", otherwise.pad)};
}

std::vector<TokenId> line_breaks(const Vocabulary& vocabulary) {
  std::vector<TokenId> ids;
  for (std::size_t i = 0; i < vocabulary.size(); ++i) {
    const auto id = static_cast<TokenId>(i);
    const std::string& text = vocabulary.model_bytes(id);
    const bool breaks = !text.empty() && text.find_first_not_of('\n') == std::string::npos;
    if (breaks && vocabulary.is_of_model(id)) ids.push_back(id);
  }
  return ids;
}

}  // namespace coldread
