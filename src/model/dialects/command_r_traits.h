#pragma once

#include "model/dialects/decoder_traits.h"

// What Command R and Command R7B share.
namespace coldread {

inline constexpr DecoderTraits kCommandRTraits{.norm = kernels::NormKind::layer, .epsilon = 1e-5, .tied_head = true};

/// Both blocks of one LayerNorm without bias; pairs of neighbours are turned.
inline ModelConfig command_r(ModelConfig config) {
  make_parallel(config);
  change_norms(config, [](NormConfig& norm) { norm.bias = false; });
  return turn_neighbours(std::move(config));
}

}  // namespace coldread
