#pragma once

#include <cstddef>
#include <optional>

#include "kernels/norm.h"
#include "model/config.h"
#include "model/weights.h"

namespace coldread {

inline kernels::RowNorm row_norm(const NormConfig& config, const Norm& norm) {
  return {.kind = config.kind, .gain = norm.gain.data(), .bias = norm.bias.data(), .eps = config.epsilon};
}

/// One layer, what it computes and with what.
struct Layer {
  const LayerConfig& config;
  const LayerWeights& weights;

  Layer(const ModelConfig& of_config, const Weights& of_weights, std::size_t index)
      : config(of_config.layers[index]), weights(of_weights.layers[index]) {}

  /// Nothing where nothing is normed there.
  std::optional<kernels::RowNorm> norm(NormSlot slot) const {
    const std::optional<NormConfig>& norm = config.norms[slot];
    return norm ? std::optional(row_norm(*norm, weights[slot])) : std::nullopt;
  }
};

}  // namespace coldread
