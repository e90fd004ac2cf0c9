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

/// Which rows of a tensor are a part's: `block` of every `stride`, from `first` on. No block: all, in their order.
struct StoredRows {
  std::int64_t first = 0;
  std::int64_t block = 0;
  std::int64_t stride = 0;

  std::int64_t at(std::int64_t row) const { return block == 0 ? row : first + row / block * stride + row % block; }
};

struct MatrixPart {
  const TensorView* weight = nullptr;
  const TensorView* bias = nullptr;  ///< null: none
  MatrixForm form = {};
  std::int64_t outputs = 0;
  StoredRows rows = {};  ///< of weight and bias
};

/// y = W x + b with W = its parts one below the other, or, gated, two parts of one shape (see PackedMatrix).
struct LinearPlan {
  std::vector<MatrixPart> parts;
  std::int64_t inputs = 0;
  bool gated = false;
};

/// What is stored of a gain or a bias stands one after the other and over again, until there are `size` elements.
struct NormPlan {
  std::int64_t size = 0;
  std::vector<const TensorView*> gains;  ///< none: ones
  bool one_plus_gain = false;
  const TensorView* bias = nullptr;  ///< null: zeros
};

using LayerPlan = LayerOf<LinearPlan, NormPlan>;

/// Which tensor of a file plays which part.
struct WeightPlan {
  const TensorView* token_embedding = nullptr;
  const TensorView* position_embedding = nullptr;  ///< null where none is added
  LinearPlan project_in;                           ///< no parts: the embedding is as wide as the layers
  NormPlan embedding_norm;
  std::vector<LayerPlan> layers;
  NormPlan final_norm;
  LinearPlan project_out;
  LinearPlan head;
};

}  // namespace coldread
