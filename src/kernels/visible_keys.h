#pragma once

#include <cstdint>

// Files of one instruction set include this.
namespace coldread::kernels {

/// The keys that a query's position sees, first() to end() - 1, by absolute positions: the rule of an attention task,
/// which its kernel asks and knows no other. Neither bound falls as the position rises. Keys that a position does not
/// see never reach its result, whatever is in their places.
struct VisibleKeys {
  std::int64_t window = 0;  ///< so many, the position itself the last; 0: all up to it

  constexpr std::int64_t first(std::int64_t position) const {
    return window == 0 || position < window ? 0 : position - window + 1;
  }
  static constexpr std::int64_t end(std::int64_t position) { return position + 1; }
};

/// What else changes the scores of a query head, in this order: s becomes c tanh(s / c), then s + m (key - query), then
/// s + b[key], with absolute positions. And what else its softmax knows: a logit that no key has, the first term of its
/// sum.
struct ScoreRule {
  float cap = 0;                    ///< c; 0: not capped. Source: Gemma Team 2024 (Gemma 2).
  const float* slopes = nullptr;    ///< m of each query head; null: none. Source: Press et al. 2022 (ALiBi).
  const float* key_bias = nullptr;  ///< b of each query head, key_bias_stride apart, as long as whole tiles; null: none
  std::int64_t key_bias_stride = 0;
  const float* sinks = nullptr;  ///< a logit of each query head; null: none. Source: Xiao et al. 2023.

  constexpr bool bends() const { return cap != 0 || slopes != nullptr || key_bias != nullptr; }
};

}  // namespace coldread::kernels
