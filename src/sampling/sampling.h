#pragma once

#include <span>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Throws Error(usage) that names the setting, its value and what is possible.
void check(const SamplingSettings& settings);

/// The probabilities that a token is drawn from, one a logit, exactly 0 where a step cut it. In double; do_sample is
/// not looked at. previous_ids: prompt and what was generated so far, for the repetition penalty. Logits must be finite
/// and settings pass check().
std::vector<double> distribution(std::span<const double> logits, const SamplingSettings& settings,
                                 std::span<const TokenId> previous_ids = {});

/// The token of that distribution in which uniform (in [0, 1)) falls when its tokens stand in ascending order of id.
TokenId draw(std::span<const float> logits, const SamplingSettings& settings, std::span<const TokenId> previous_ids,
             double uniform);

}  // namespace coldread
