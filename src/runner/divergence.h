#pragma once

#include <span>
#include <vector>

#include "api/divergence.h"
#include "engine/prompt.h"
#include "model/model.h"

namespace coldread {

/// Every scored token of a window under both models, whose vocabularies are the same size. Tokens go through the models
/// a block at a time, and the base's logits of a block are kept until the other has read it: memory is that of both
/// models and at most 64 MB. Throws Error(input) where a logit is not finite.
std::vector<TokenDivergence> token_divergences(Model& base, Model& other, const ScoredIds& window);

/// At least one token. Intervals: bootstrap over stretches of text, since neighbouring tokens are not independent.
DivergenceSummary summarize(std::span<const TokenDivergence> tokens);

}  // namespace coldread
