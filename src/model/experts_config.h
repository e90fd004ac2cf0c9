#pragma once

#include <cstdint>

namespace coldread {

/// How a router's logits become a token's experts and their weights.
enum class Routing {
  softmax_of_all,     ///< the k largest of softmax(logits)
  softmax_of_chosen,  ///< the k largest logits, and their softmax
  sparse_mixer        ///< two experts, each weighed among those whose logits are close to its own
};

/// A feed-forward block of experts: a router gives each token to a few of them (Shazeer et al. 2017).
struct ExpertsConfig {
  std::int64_t count = 0;  ///< E; 0: the block has none
  std::int64_t used = 0;   ///< k, of each token
  std::int64_t width = 0;  ///< F of each expert
  Routing routing = Routing::softmax_of_all;
  bool normalized = false;    ///< the weights of a token's experts are divided by their sum
  double close = 0;           ///< sparse_mixer: logits are close where their relative distance is at most this
  bool shared_gated = false;  ///< what the shared expert adds is weighed by a sigmoid of a product of its own
};

}  // namespace coldread
