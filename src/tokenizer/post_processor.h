#pragma once

#include <span>
#include <vector>

#include "api/request.h"

namespace coldread {

/// Adds the tokens that a tokenizer puts around every text by itself. Immutable, as one object serves all threads.
class PostProcessor {
 public:
  virtual ~PostProcessor() = default;

  /// ids: of a whole text.
  virtual void process(std::vector<TokenId>& ids) const = 0;
  /// Of two texts that belong together.
  virtual std::vector<TokenId> process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const = 0;
};

}  // namespace coldread
