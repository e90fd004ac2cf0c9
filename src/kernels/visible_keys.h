#pragma once

#include <cstdint>

// Files of one instruction set include this.
namespace coldread::kernels {

/// The keys that a query's position sees, first() to end() - 1, by absolute positions: the rule of an attention task,
/// which its kernel asks and knows no other. Neither bound falls as the position rises. Keys that a position does not
/// see never reach its result, whatever is in their places.
struct VisibleKeys {
  static constexpr std::int64_t first(std::int64_t /*position*/) { return 0; }
  static constexpr std::int64_t end(std::int64_t position) { return position + 1; }
};

}  // namespace coldread::kernels
