#pragma once

#include <cstdint>

#include "model/config.h"

namespace coldread {

/// What a forward pass takes, as far as arithmetic goes: the multiply-adds of matrices, head and attention, each two
/// operations. Norms, activations, softmax and positions are left out: about one operation in a hundred.
struct Work {
  double matrix_operations = 0;     ///< of the layers' matrices and the head: in the compute type
  double attention_operations = 0;  ///< q k and p v over the keys that a position sees: in float32
  double cache_bytes = 0;           ///< float32 keys and values read, each once a sequence
};

/// What a token takes, added up over the layers once.
class WorkRates {
 public:
  explicit WorkRates(const ModelConfig& config);

  /// Of `count` tokens of one sequence at positions first, first + 1, ..., of which the last `requested` have their
  /// logits computed.
  Work of(std::int64_t first, std::int64_t count, std::int64_t requested) const;

 private:
  std::int64_t weights_ = 0;       ///< that every token meets
  std::int64_t end_weights_ = 0;   ///< that those with logits meet beside: the end of the last layer, and the head
  std::int64_t queries_ = 0;       ///< elements of a token's queries in all layers but the last
  std::int64_t last_queries_ = 0;  ///< in the last
  std::int64_t held_ = 0;          ///< elements of a position's keys and values
};

/// The same for once.
Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t requested);

}  // namespace coldread
