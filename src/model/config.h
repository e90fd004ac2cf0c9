#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "kernels/rope.h"
#include "model/layer_config.h"

namespace coldread {

/// What a token's embedding says of its position.
enum class EmbeddedPositions {
  none,
  learned  ///< a row of a table of `context` rows is added
};

/// Angles of the texts that are longer than a model was trained for.
struct LongTextRotary {
  std::int64_t beyond = 0;          ///< tokens
  std::vector<double> frequencies;  ///< [R/2] of all such texts; empty: each length has its own, by dynamic scaling
  double theta = 0;                 ///< of dynamic scaling
  double factor = 1;                ///< the same
};

/// Angles by which rotary attention turns the first R elements of each query and key; the others stay.
struct RotaryConfig {
  std::vector<double> frequencies;  ///< [R/2] radians a position of each pair
  kernels::RopePairs pairs = kernels::RopePairs::halves;
  double factor = 1;  ///< on cosines and sines
  std::optional<LongTextRotary> long_texts = std::nullopt;

  std::int64_t size() const { return 2 * static_cast<std::int64_t>(frequencies.size()); }  ///< R
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
