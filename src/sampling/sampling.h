#pragma once

#include <span>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Throws Error(usage) that names the setting, its value and what is possible.
void check(const SamplingSettings& settings);

/// What stands before the token that is chosen.
struct PreviousTokens {
  std::span<const TokenId> ids{};  ///< prompt and what was generated so far
  std::size_t prompt_length = 0;   ///< how many of them are the prompt
};

/// Whether a setting changes logits before anything is drawn, so that the model's most likely token is not the answer.
bool changes_logits(const SamplingSettings& settings);

/// The probabilities that a token is drawn from, one a logit, exactly 0 where a step cut it. In double; do_sample is
/// not looked at. Logits must be finite and settings pass check().
std::vector<double> distribution(std::span<const double> logits, const SamplingSettings& settings,
                                 const PreviousTokens& previous = {});

/// The token of that distribution in which uniform (in [0, 1)) falls when its tokens stand in ascending order of id.
TokenId draw(std::span<const float> logits, const SamplingSettings& settings, const PreviousTokens& previous,
             double uniform);

/// ln p of every token after bias and penalties, minus infinity where one was cut: what beam search adds up. As in
/// transformers the steps change the log-probabilities (logit - log_partition), which are not normalised again.
std::vector<double> log_probabilities(std::span<const float> logits, double log_partition,
                                      const SamplingSettings& settings, const PreviousTokens& previous);

/// The most likely token after bias and penalties, of equals the lowest id: what greedy generation takes.
TokenId most_likely(std::span<const float> logits, const SamplingSettings& settings, const PreviousTokens& previous);

}  // namespace coldread
