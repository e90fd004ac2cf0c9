#pragma once

#include <span>
#include <vector>

#include "model/layer_pass.h"

namespace coldread {

/// Shares of a batch's tokens that threads may take through all layers side by side, no barrier between them: whole
/// rows, since a token's attention needs the tokens before it. The largest come first. Empty where threads would wait
/// for each other or have too few tokens to make reading the weights worth it: then all of them should work on each
/// matrix together.
std::vector<std::span<const PassToken>> share_out(std::span<const PassToken> tokens, int threads);

}  // namespace coldread
