#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Answer to the three log-likelihood requests. Nats.
struct TokenScores {
  std::vector<TokenId> ids;     ///< the scored tokens
  std::vector<float> logprobs;  ///< one a scored token
  double total = 0;             ///< their sum in ascending order, in double
  bool is_greedy = false;       ///< every scored token was the most likely one (lowest id on ties)
  std::int64_t context_tokens = 0;
  std::int64_t truncated_tokens = 0;           ///< cut off at the left because the prompt exceeds the model's context
  std::vector<std::int32_t> token_bytes = {};  ///< of the scored text, what each token covers; empty where unknown
};

enum class StopReason { end_of_text, until, length };

/// "eos", "until" or "length", as files and outputs say it.
std::string_view stop_name(StopReason stop);

/// Answer to Generate. text ends before the stop string; ids hold every generated token but the end-of-text token.
struct GeneratedText {
  std::string text;
  std::vector<TokenId> ids;
  std::vector<float> logprobs;  ///< of the tokens under the model, before any sampling step; one an id
  StopReason stop = StopReason::length;
  std::int64_t context_tokens = 0;
  std::int64_t truncated_tokens = 0;
  std::vector<std::int32_t> token_bytes = {};  ///< of the text, what each token added; empty where unknown
  /// The prompt is short enough for one set of rotary angles, the longest answer is not: it has the other's throughout.
  bool early_rope_scaling = false;
};

/// The request could not be answered; the run goes on, counts it and shows it.
struct RequestFailure {
  std::string message;
};

using Response = std::variant<TokenScores, GeneratedText, RequestFailure>;

}  // namespace coldread
