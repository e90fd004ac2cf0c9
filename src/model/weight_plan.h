#pragma once

#include <cstdint>
#include <vector>

#include "io/tensor.h"
#include "model/slots.h"

namespace coldread {

/// How a stored matrix becomes our [outputs, inputs].
struct MatrixForm {
  /// Stored as [inputs, outputs], as the Conv1D of GPT-2's own code.
  bool transposed = false;
  /// Not 0: each head of this size holds its RoPE pairs interleaved, (2i, 2i+1), as llama.cpp's converter leaves them;
  /// ours are half a head apart.
  std::int64_t interleaved_head = 0;
};

struct MatrixPart {
  const TensorView* weight = nullptr;
  const TensorView* bias = nullptr;  ///< null: none
  MatrixForm form = {};
  std::int64_t outputs = 0;
};

/// y = W x + b with W = its parts one below the other, or, gated, two parts of one shape (see PackedMatrix).
struct LinearPlan {
  std::vector<MatrixPart> parts;
  std::int64_t inputs = 0;
  bool gated = false;
};

struct NormPlan {
  const TensorView* gain = nullptr;
  const TensorView* bias = nullptr;
};

using LayerPlan = LayerOf<LinearPlan, NormPlan>;

/// Which tensor of a file plays which part.
struct WeightPlan {
  const TensorView* token_embedding = nullptr;
  const TensorView* position_embedding = nullptr;  ///< null where none is added
  std::vector<LayerPlan> layers;
  NormPlan final_norm;
  LinearPlan head;
};

}  // namespace coldread
