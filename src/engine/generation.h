#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "base/philox.h"
#include "engine/growing_text.h"
#include "engine/prompt.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// The tokens that end every text: the tokenizer's, or those of the options where there is none.
std::vector<TokenId> end_of_text_tokens(const Tokenizer* tokenizer, std::span<const TokenId> otherwise);

/// One Generate request on its way: which token comes next, and when it is over. Knows no key/value cache.
class Generation {
 public:
  /// prompt stands for the request's own. tokenizer, which may be null (then there is no text), must outlive it.
  Generation(std::size_t id, Request request, PromptIds prompt, const Tokenizer* tokenizer,
             std::span<const TokenId> end_of_text);

  /// Of the request.
  std::size_t id() const { return id_; }
  bool wants_logits() const { return wants_logits_; }
  /// Stays where it is while tokens are taken.
  std::span<const TokenId> prompt() const { return std::span(ids_).first(prompt_length_); }
  /// Positions the model reads at most: the last token of the longest answer is not read.
  std::size_t max_positions() const { return prompt_length_ + static_cast<std::size_t>(body_.max_tokens) - 1; }
  /// Of the prompt and the longest answer, see Model.
  std::int64_t rotary_length() const { return rotary_length_; }
  /// The token to read next, once the first was taken.
  std::span<const TokenId> last_token() const { return std::span(ids_).last(1); }
  bool finished() const { return finished_; }

  /// Picks the next token. Different generations may do so at once; throws nothing.
  void choose(const ProbeResult& result, std::span<const float> logits) noexcept;
  /// Takes the picked token. The piece of text that can be shown now is valid until the next call.
  std::string_view take();
  /// The answer, once finished.
  Response response() &&;

 private:
  bool ends(TokenId token);
  void finish_text();

  std::size_t id_;
  Generate body_;
  const Tokenizer* tokenizer_;
  std::vector<TokenId> end_of_text_;
  bool stops_at_once_ = false;        ///< an empty stop string stands in every text
  std::vector<TokenId> stop_tokens_;  ///< stop strings that are one special token, which gives no text
  RandomStream random_;
  std::size_t prompt_length_;
  std::int64_t rotary_length_;
  std::vector<TokenId> ids_;             ///< prompt and what was taken
  std::optional<DecodeStream> decoder_;  ///< absent without a tokenizer
  GrowingText growing_;
  bool wants_logits_;
  GeneratedText answer_;
  std::optional<std::string> failure_;
  TokenId chosen_ = -1;
  float chosen_logprob_ = 0;
  bool finished_ = false;
};

}  // namespace coldread
