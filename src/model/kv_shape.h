#pragma once

#include <cstdint>

namespace coldread {

/// What one position of the cache holds.
struct KvShape {
  std::int64_t layers = 0;     ///< L
  std::int64_t heads = 0;      ///< K, key/value heads
  std::int64_t head_size = 0;  ///< S
};

}  // namespace coldread
