#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "model/layer_config.h"

namespace coldread {

/// What a token's embedding says of its position.
enum class EmbeddedPositions {
  none,
  learned  ///< a row of a table of `context` rows is added
};

/// Angles by which rotary attention turns.
struct RotaryConfig {
  std::vector<double>
      frequencies;  ///< [S/2] radians a position of each pair (i, i + S/2) of a query's or key's elements
};

/// What a decoder-only transformer of ours computes. Families differ in these values alone.
struct ModelConfig {
  std::string family;           ///< "gpt2", "llama"
  std::int64_t vocabulary = 0;  ///< V
  std::int64_t width = 0;       ///< D
  std::int64_t context = 0;     ///< positions
  EmbeddedPositions positions = EmbeddedPositions::none;
  std::vector<RotaryConfig> rotary;  ///< the distinct ones that layers refer to
  std::vector<LayerConfig> layers;
  NormConfig final_norm;
  bool tied_head = false;  ///< the head is the token embedding
};

}  // namespace coldread
