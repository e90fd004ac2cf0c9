#pragma once

#include "model/config.h"

namespace coldread {

/// One layer of two heads that share a key head of size 1, a width of 2, 3 hidden, 5 tokens: small enough to count by
/// hand.
inline ModelConfig small_model() {
  ModelConfig config;
  config.vocabulary = 5;
  config.width = 2;
  config.layers.resize(1);
  config.layers[0].attention.heads = 2;
  config.layers[0].attention.kv_heads = 1;
  config.layers[0].attention.head_size = 1;
  config.layers[0].feed_forward.width = 3;
  return config;
}

}  // namespace coldread
