#pragma once

#include <optional>

#include "api/request.h"

namespace coldread {

/// The tokens with a role, as far as a model has them.
struct SpecialTokens {
  std::optional<TokenId> bos;
  std::optional<TokenId> eos;
  std::optional<TokenId> pad;
};

}  // namespace coldread
