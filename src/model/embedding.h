#pragma once

#include <cstdint>

#include "api/request.h"
#include "model/config.h"
#include "model/weights.h"

namespace coldread {

/// to = s E[token].  to: [E]
void embed_token(const ModelConfig& config, const Weights& weights, TokenId id, float* to);

/// x = norm(x + P[position]), as far as the model has the two.  x: [D]
void embed_position(const ModelConfig& config, const Weights& weights, std::int64_t position, float* x);

}  // namespace coldread
