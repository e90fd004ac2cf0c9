#pragma once

#include "model/config.h"

namespace coldread {

/// One layer of two heads that share a key head of size 1, a width of 2, 3 hidden, 5 tokens: small enough to count by
/// hand.
inline ModelConfig small_model() {
  ModelConfig config;
  config.vocabulary = 5;
  config.width = 2;
  config.layers = 1;
  config.heads = 2;
  config.kv_heads = 1;
  config.head_size = 1;
  config.feed_forward = 3;
  return config;
}

}  // namespace coldread
