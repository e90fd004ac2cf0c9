#pragma once

#include <string_view>
#include <vector>

#include "api/request.h"

namespace coldread {

/// A piece -> the ids of its tokens. Immutable, as one object serves all threads.
class TokenModel {
 public:
  virtual ~TokenModel() = default;

  /// Appends the ids of any bytes; what stands there already is left alone.
  virtual void encode(std::string_view piece, std::vector<TokenId>& ids) const = 0;
};

}  // namespace coldread
