#pragma once

#include <cstdint>

#include "kernels/generic/lanes.h"
#include "kernels/generic/math.inl"

// Rotation of one head vector.
namespace coldread::kernels {
namespace {

struct Rotated {
  Lanes low, high;
};

inline Rotated rotate(Lanes low, Lanes high, Lanes cosine, Lanes sine) {
  const Lanes zero = splat(0.0F);
  return {fma(low, cosine, sub(zero, mul(high, sine))), fma(high, cosine, mul(low, sine))};
}

/// Pairs (i, i + half).
void rotate_of(float* x, const float* cosines, const float* sines, std::int64_t half) {
  std::int64_t i = 0;
  for (; i + 16 <= half; i += 16) {
    const Rotated pair = rotate(load(x + i), load(x + half + i), load(cosines + i), load(sines + i));
    store(x + i, pair.low);
    store(x + half + i, pair.high);
  }
  if (i < half) {
    const std::int64_t n = half - i;
    const Rotated pair = rotate(load_part(x + i, n, 0), load_part(x + half + i, n, 0), load_part(cosines + i, n, 0),
                                load_part(sines + i, n, 0));
    store_part(x + i, pair.low, n);
    store_part(x + half + i, pair.high, n);
  }
}

/// Pairs (2i, 2i + 1), as rotate() turns them.
void rotate_neighbours_of(float* x, const float* cosines, const float* sines, std::int64_t half) {
  for (std::int64_t i = 0; i < half; ++i) {
    const float low = x[2 * i];
    const float high = x[2 * i + 1];
    x[2 * i] = __builtin_fmaf(low, cosines[i], 0.0F - high * sines[i]);
    x[2 * i + 1] = __builtin_fmaf(high, cosines[i], low * sines[i]);
  }
}

}  // namespace
}  // namespace coldread::kernels
