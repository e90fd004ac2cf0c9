#pragma once

#include <cstddef>

namespace coldread {

/// What one render may use.
struct TemplateLimits {
  std::size_t steps = 1'000'000;          ///< evaluated nodes and loop turns
  std::size_t output_bytes = 16u << 20u;  ///< rendered text, and any one string on the way
  int depth = 100;                        ///< nesting of expressions, blocks and macro calls
};

}  // namespace coldread
