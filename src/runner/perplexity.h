#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/engine.h"
#include "engine/prompt.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// How a long text is cut into what the model reads at once.
struct WindowOptions {
  std::int64_t context = 0;  ///< tokens that the model reads at most
  std::int64_t stride = 0;   ///< tokens that a window after the first scores; 0: as many as it reads
};

/// The windows of a text: each token is scored once, after up to `context` tokens before it and at least
/// context - stride of them. prefix stands before the first. With a stride of the context: those of a rolling
/// log-likelihood.
ScoredWindows text_windows(std::span<const TokenId> ids, TokenId prefix, const WindowOptions& options);

/// A text as tokens, without the BOS that its tokenizer adds, and the token that stands before it. Throws Error(input)
/// where the tokenizer has neither BOS nor EOS.
struct TextTokens {
  std::vector<TokenId> ids;
  TokenId prefix = 0;
};
TextTokens text_tokens(const Tokenizer& tokenizer, std::string_view text);

/// ln p of texts, put together.
struct TextScore {
  std::int64_t tokens = 0, bytes = 0, words = 0;
  double logprob = 0;  ///< nats, over all tokens

  double perplexity() const;
  double byte_perplexity() const;
  double word_perplexity() const;
  double bits_per_byte() const;
  void add(const TextScore& other);
};

/// A stretch of a text that the model expected least.
struct SurprisingPassage {
  std::size_t byte = 0;  ///< of the text, where it starts
  std::int64_t tokens = 0;
  double bits_per_token = 0;
  std::string text;
};

struct ScoredText {
  TextScore score;
  std::vector<SurprisingPassage> surprising;  ///< the worst first; they do not overlap
};

/// Scores a text. Throws Error(input) where a request fails.
ScoredText score_text(Engine& engine, const Tokenizer& tokenizer, std::string_view text, const WindowOptions& options);

}  // namespace coldread
