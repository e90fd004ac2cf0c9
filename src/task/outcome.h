#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <variant>
#include <vector>

#include "api/compat.h"
#include "api/response.h"
#include "api/value.h"
#include "metric/metric.h"

namespace coldread {

/// What of a document the metrics compare answers with, whatever was answered.
struct Expected {
  std::vector<std::string> references;  ///< generate_until: accepted texts
  std::vector<std::string> choices;     ///< multiple_choice
  std::vector<std::int64_t> gold;       ///< multiple_choice: indexes into choices, each in range or kNoChoice
  std::string text;                     ///< loglikelihood_rolling
};

/// A document that cannot be scored: its gold answer is missing or none of the choices.
struct NoGold {
  std::string reason;
};

/// The accepted choices of a target: an index (or True, False), a choice's text, or a list of these. Where
/// lm-evaluation-harness is followed, kNoChoice stands for what is none of the choices, and metrics score it 0.
std::variant<std::vector<std::int64_t>, NoGold> gold_choices(const Value& target, std::span<const std::string> choices,
                                                             Compat compat = Compat::none);
inline constexpr std::int64_t kNoChoice = -100;

/// How filters see a response: text, [log-likelihood, is_greedy], or a rolling log-likelihood.
Value response_value(const Response& response, bool rolling);

/// What metrics see. filtered: one value a request, in order. with_unconditional: the second half of a choice's
/// requests is without context. Throws Error(usage) where a filter left something that output_type cannot score.
Outcome make_outcome(std::string_view output_type, const Expected& expected, std::span<const Value> filtered,
                     bool with_unconditional);

}  // namespace coldread
