#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <doctest/doctest.h>
#include <span>
#include <string>
#include <vector>

#include "kernels/isa.h"

namespace coldread::kernels {

/// Runs `body` under every instruction set of this machine, with its name in doctest's messages.
template <typename Body>
void on_every_isa(Body body) {
  const std::string before(active_isa());
  for (const std::string& isa : available_isas()) {
    CAPTURE(isa);
    use_isa(isa);
    body();
  }
  use_isa(before);
}

/// Numbers without pattern in [-1, 1), the same on every machine.
inline std::vector<float> noise(std::int64_t size, std::uint32_t seed) {
  std::vector<float> result(static_cast<std::size_t>(size));
  std::uint32_t state = seed * 2654435761U + 12345U;
  for (float& x : result) {
    state = state * 1664525U + 1013904223U;
    x = static_cast<float>(static_cast<std::int32_t>(state)) * 0x1p-31F;
  }
  return result;
}

/// Index of the first element whose bits differ, -1 where there is none.
inline std::int64_t first_difference(std::span<const float> a, std::span<const float> b) {
  if (a.size() != b.size()) return 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (std::bit_cast<std::uint32_t>(a[i]) != std::bit_cast<std::uint32_t>(b[i])) return static_cast<std::int64_t>(i);
  }
  return -1;
}

/// The order of a reduction: element i goes to lane i % 16, then lanes are added 8, 4, 2, 1 apart.
inline float pairwise(std::vector<float> lanes) {
  for (std::size_t width = 8; width > 0; width /= 2) {
    for (std::size_t i = 0; i < width; ++i) lanes[i] += lanes[i + width];
  }
  return lanes[0];
}

}  // namespace coldread::kernels
