#pragma once

#include <cstddef>
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
  /// To which text each token of process_pair() is counted, 0 or 1, for texts of so many tokens.
  virtual std::vector<int> pair_types(std::size_t first, std::size_t second) const = 0;
};

}  // namespace coldread
