#pragma once

#include <span>
#include <vector>

#include "model/batch.h"
#include "model/pass_token.h"

namespace coldread {

/// Tokens that go through all layers together: enough rows to make the reading of the weights cheap, few enough for
/// their activations to stay in the last-level cache.
inline constexpr std::size_t kSliceTokens = 1024;
static_assert(kMostTransientTokens <= kSliceTokens);  // what is not kept is gone after a slice

/// Shares of a batch's tokens that threads may take through all layers side by side, no barrier between them: whole
/// rows, since a token's attention needs the tokens before it. The largest come first. Empty where threads would wait
/// for each other or have too few tokens to make reading the weights worth it: then all of them should work on each
/// matrix together.
std::vector<std::span<const PassToken>> share_out(std::span<const PassToken> tokens, int threads);

/// Tokens cut into slices, between rows where a row is no longer than a slice.
std::vector<std::span<const PassToken>> slices(std::span<const PassToken> tokens);

}  // namespace coldread
