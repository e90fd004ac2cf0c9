#pragma once

#include <cstdint>

namespace coldread::kernels {

/// What a thread does in about 20 microseconds, in bytes read from memory or groups of four multiply-adds. With less
/// than that for each, a team spends its time on starting and on waiting for each other.
constexpr std::int64_t kWorthAThread = 256 << 10;

/// How many of `threads` should share this much work.
constexpr int team_of(int threads, std::int64_t multiply_adds, std::int64_t bytes = 0) {
  return multiply_adds / 4 + bytes < 2 * kWorthAThread ? 1 : threads;
}

}  // namespace coldread::kernels
