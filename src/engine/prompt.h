#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/request.h"
#include "api/response.h"
#include "tokenizer/tokenizer.h"

namespace coldread {

/// A context and its continuation as tokens: the model reads context + continuation without its last token.
struct SplitTokens {
  std::vector<TokenId> context;
  std::vector<TokenId> continuation;
};

/// ln p(ids[from..] | the ids before), at most context_length + 1 ids, of which the last is no input.
struct ScoredIds {
  std::vector<TokenId> ids;
  std::size_t from = 1;
  std::int64_t truncated = 0;      ///< tokens cut off at the left
  std::int64_t rotary_length = 0;  ///< see Model

  /// What the model reads: all but the last, and nothing where nothing is scored.
  std::span<const TokenId> read() const { return std::span(ids).first(from == ids.size() ? 0 : ids.size() - 1); }
};

struct PromptIds {
  std::vector<TokenId> ids;
  std::int64_t truncated = 0;
  std::int64_t rotary_length = 0;   ///< see Model; of the prompt and the longest answer
  bool early_rope_scaling = false;  ///< the prompt alone would have another
};

/// One entry, but for rolling log-likelihoods, whose windows follow each other (none for an empty text).
using ScoredWindows = std::vector<ScoredIds>;
using EncodedRequest = std::variant<ScoredWindows, PromptIds, RequestFailure>;

/// Turns requests into token ids by lm-evaluation-harness's rules for causal models.
///
/// Encoding: the text of a special token becomes that token. A tokenizer that adds BOS puts it in front of every text
/// that does not start with it. The prefix token, which stands for an empty context, is BOS, else EOS.
///
/// Boundary: white space at the end of the context moves to the front of the continuation; the two are encoded
/// together, and the continuation is what follows the number of tokens that the context alone has. The model reads
/// encode(context) + continuation, even where the whole would have split otherwise.
class PromptEncoder {
 public:
  /// tokenizer may be null where all requests come as ids.
  PromptEncoder(const Tokenizer* tokenizer, std::int64_t context_length, std::int64_t vocabulary_size);

  /// What the model is to read, cut at the left to what its context holds, or why that can't be.
  EncodedRequest encode(const Request& request);

  /// The boundary alone, before any cut.
  std::variant<SplitTokens, RequestFailure> split(std::string_view context, std::string_view continuation);

  const std::optional<TokenId>& prefix_token() const { return prefix_token_; }

 private:
  EncodedRequest encode_body(const LogLikelihood& body);
  EncodedRequest encode_body(const LogLikelihoodOfIds& body) const;
  EncodedRequest encode_body(const RollingLogLikelihood& body) const;
  EncodedRequest encode_body(const Generate& body) const;
  std::vector<TokenId> tokens_of(std::string_view text) const;
  std::optional<RequestFailure> unknown_id(const std::vector<TokenId>& ids) const;

  const Tokenizer* tokenizer_;
  std::int64_t context_length_;
  std::int64_t vocabulary_size_;
  std::optional<TokenId> prefix_token_;
  std::string bos_text_;
  std::string last_context_;  ///< the choices of a question share one: encoded once
  std::vector<TokenId> last_context_ids_;
};

}  // namespace coldread
