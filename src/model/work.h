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

/// Of `count` tokens of one sequence at positions first, first + 1, ..., of which the last `asked` have their logits
/// computed.
Work work_of(const ModelConfig& config, std::int64_t first, std::int64_t count, std::int64_t asked);

}  // namespace coldread
