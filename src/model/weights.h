#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "api/request.h"
#include "io/tensor.h"
#include "kernels/matmul.h"
#include "machine/buffer.h"
#include "model/held_weights.h"
#include "model/weight_plan.h"

namespace coldread {

/// y = W x + b.
struct Linear {
  kernels::PackedMatrix weight;
  FloatBuffer bias;  ///< laid out as the panels; empty: none

  const float* bias_or_null() const { return bias.empty() ? nullptr : bias.data(); }
};

struct Norm {
  FloatBuffer gain;
  FloatBuffer bias;
};

using LayerWeights = LayerOf<Linear, Norm>;

/// Rows of a stored [V, D] matrix, made float32 when they are asked for: the file stays mapped anyway.
class EmbeddingTable {
 public:
  EmbeddingTable() = default;
  explicit EmbeddingTable(const TensorView* tensor) : tensor_(tensor) {}
  /// to: [D]
  void row(std::int64_t index, float* to) const;

 private:
  const TensorView* tensor_ = nullptr;
};

/// Everything in the form the kernels take. Matrices are read from the mapping straight into their panels.
struct Weights {
  EmbeddingTable token_embedding;
  EmbeddingTable position_embedding;
  Linear project_in;  ///< empty where the embedding is as wide as the layers
  Norm embedding_norm;
  std::vector<LayerWeights> layers;
  Norm final_norm;
  Linear project_out;
  Linear head;
  std::vector<std::string> warnings;  ///< tensors that hold NaN or infinity
  std::vector<NodeThreads> nodes;     ///< that hold a copy of the matrices each; empty: there is one
};

/// Of one copy of the packed matrices, head included.
std::size_t weight_bytes(const Weights& weights);

/// Reads all tensors of the plan, once, and leaves a copy of each matrix on each node. Pages of the mapping are given
/// back once read, so that no weight is held twice in one place.
Weights pack_weights(const WeightPlan& plan, const HeldWeights& held, int threads, std::vector<NodeThreads> nodes = {});

}  // namespace coldread
