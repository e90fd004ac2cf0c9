#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/model_facts.h"
#include "tokenizer/vocabulary.h"

namespace coldread {

/// Ends every text, whatever the files say: the end of a document is one of a turn too.
inline constexpr std::string_view kEndOfText = "<|endoftext|>";
/// The source of a token that nothing names but its own text.
inline constexpr const char* kByItsText = "its text";

/// The tokens that end a generated text, gathered from all that names some: each once, with everything that names it.
class EndTokens {
 public:
  explicit EndTokens(const Vocabulary& vocabulary) : vocabulary_(vocabulary) {}

  /// An id outside the vocabulary is passed over: files keep defaults of other vocabularies.
  void add(std::int64_t id, const std::string& source);
  /// The token that was added to the vocabulary with this text, if one was.
  void add_text(std::string_view text, const std::string& source);
  void drop_text(std::string_view text);
  bool contains_text(std::string_view text) const;

  std::vector<EndToken> take() { return std::move(tokens_); }

 private:
  const Vocabulary& vocabulary_;
  std::vector<EndToken> tokens_;
};

/// Exactly these. Throws Error(usage) where the vocabulary has no such token, with a suggestion.
std::vector<EndToken> given_end_tokens(const std::vector<TokenName>& names, const Vocabulary& vocabulary);

}  // namespace coldread
