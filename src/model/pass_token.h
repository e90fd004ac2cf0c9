#pragma once

#include <cstdint>

#include "api/request.h"

namespace coldread {

/// One token of a batch on its way through the layers.
struct PassToken {
  TokenId id = 0;
  std::int64_t position = 0;
  std::uint32_t row = 0;     ///< of the batch
  std::int64_t hidden = -1;  ///< row of the caller's last states that keeps its own; -1: not requested
};

}  // namespace coldread
