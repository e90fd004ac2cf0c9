#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "kernels/norm.h"
#include "kernels/view.h"
#include "machine/buffer.h"
#include "machine/team.h"
#include "model/layer_config.h"
#include "model/router.h"
#include "model/weights.h"

namespace coldread {

/// Floats that one token takes of an ExpertBlock's buffers.
std::int64_t expert_floats(std::int64_t width, const LayerConfig& layer);

/// A feed-forward block of experts. With e the experts that a token's router chooses, w their weights and
/// n = norm(x),
///   y = sum over e, ascending, of w[e] down[e] act(up[e] n), then + g down act(up n) where the layer has an expert
///   that
/// all tokens share, g being 1 or a sigmoid of a product. The rows of each expert are multiplied together; a product's
/// bits depend on its row alone, and so do those of y.
class ExpertBlock {
 public:
  /// Room for up to `rows` tokens. Before the team starts.
  void reserve(std::int64_t rows, const LayerConfig& layer, const LayerWeights& weights, Team& team);

  /// x, y: [T, D], no aliasing; null: x is not normed. By all threads of the team.
  void run(const LayerConfig& layer, const LayerWeights& weights, const kernels::ConstMatrixView& x,
           const kernels::RowNorm* norm, kernels::MatrixView y, Team& team);

 private:
  /// One expert of one token.
  struct Visit {
    float weight = 0;
    std::int64_t row = 0;  ///< among the rows of all experts, which follow each other
  };

  void choose(const LayerConfig& layer, const LayerWeights& weights, const kernels::ConstMatrixView& x, Team& team);
  void group(const ExpertsConfig& experts, std::int64_t tokens);
  void visit(const LayerConfig& layer, const LayerWeights& weights, const kernels::ConstMatrixView& x, Team& team);
  void add_up(const ExpertsConfig& experts, kernels::MatrixView y, Team& team) const;
  void add_shared(const LayerConfig& layer, const LayerWeights& weights, const kernels::ConstMatrixView& x,
                  kernels::MatrixView y, Team& team);

  std::vector<ChosenExpert> chosen_;  ///< [T][k]
  std::vector<Visit> visits_;         ///< the same
  std::vector<std::int64_t> tokens_;  ///< [T k] whose rows they are
  std::vector<std::int64_t> starts_;  ///< [E + 1] each expert's first row
  FloatBuffer normed_;                ///< [T, D]
  FloatBuffer logits_;                ///< [T, E]
  FloatBuffer rows_;                  ///< [T k, D] what experts read, then what they give
  FloatBuffer inner_;                 ///< [T k, F], or [T, F] of the shared expert
};

}  // namespace coldread
