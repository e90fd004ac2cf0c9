#include "model/expert_block.h"

#include <algorithm>

#include "kernels/elementwise.h"
#include "kernels/matmul.h"
#include "kernels/matmul_rows.h"
#include "kernels/raw.h"

namespace coldread {

using kernels::ConstMatrixView;
using kernels::MatrixView;

namespace {

constexpr std::int64_t kLeastRows = 8;  ///< that are worth a thread's turn

MatrixView rows_of(FloatBuffer& buffer, std::int64_t first, std::int64_t rows, std::int64_t columns) {
  const std::int64_t stride = kernels::row_stride(columns);
  return kernels::view(buffer.data() + first * stride, rows, columns, stride);
}

kernels::Epilogue expanding(const Linear& up, const FeedForwardConfig& config) {
  return {.bias = up.bias_or_null(), .activation = config.activation, .parameters = config.parameters};
}

/// change(t) for rows 0 to rows-1, by all threads of the team.
template <typename Change>
void for_each_row(std::int64_t rows, Team& team, const Change& change) {
  team.share_rows(rows, kLeastRows, [&](std::int64_t first, std::int64_t count) {
    for (std::int64_t t = first; t < first + count; ++t) change(t);
  });
}

/// Floats of inner_ that one token takes.
std::int64_t inner_floats(const LayerConfig& layer) {
  const std::int64_t chosen = layer.experts.used * kernels::row_stride(layer.experts.width);
  const std::int64_t shared = layer.feed_forward.width;
  return shared == 0 ? chosen : std::max(chosen, kernels::row_stride(shared));
}

}  // namespace

std::int64_t expert_floats(std::int64_t width, const LayerConfig& layer) {
  const std::int64_t of_rows = (1 + layer.experts.used) * kernels::row_stride(width);
  return kernels::row_stride(layer.experts.count) + of_rows + inner_floats(layer);
}

void ExpertBlock::reserve(std::int64_t rows, const LayerConfig& layer, const LayerWeights& weights, Team& team) {
  const std::int64_t visits = rows * layer.experts.used;
  const std::int64_t width = weights.experts.front().down.weight.outputs();
  chosen_.resize(std::max(chosen_.size(), static_cast<std::size_t>(visits)));
  visits_.resize(chosen_.size());
  tokens_.resize(chosen_.size());
  starts_.resize(std::max(starts_.size(), static_cast<std::size_t>(layer.experts.count + 1)));
  normed_.reserve(rows * kernels::row_stride(width));
  logits_.reserve(rows * kernels::row_stride(layer.experts.count));
  rows_.reserve(visits * kernels::row_stride(width));
  inner_.reserve(rows * inner_floats(layer));
  const auto reserve_for = [&](const Linear& linear) {
    team.reserve(kernels::MatmulRows::workspace_up_to(rows, linear.weight, team.size(), false));
  };
  reserve_for(weights[LinearSlot::router]);
  for (const auto& expert : weights.experts) {
    reserve_for(expert.up);
    reserve_for(expert.down);
  }
}

void ExpertBlock::run(const LayerConfig& layer, const LayerWeights& weights, const ConstMatrixView& x,
                      const kernels::RowNorm* norm, MatrixView y, Team& team) {
  MatrixView normed = rows_of(normed_, 0, x.rows(), x.cols());
  for_each_row(x.rows(), team, [&](std::int64_t t) {
    if (norm != nullptr) {
      norm->apply(x.row(t).data(), x.cols(), normed.row(t).data());
    } else {
      normed.row(t) = x.row(t);
    }
  });
  choose(layer, weights, normed, team);
  visit(layer, weights, normed, team);
  add_up(layer.experts, y, team);
  if (layer.feed_forward.width > 0) add_shared(layer, weights, normed, y, team);
}

void ExpertBlock::choose(const LayerConfig& layer, const LayerWeights& weights, const ConstMatrixView& x, Team& team) {
  const ExpertsConfig& experts = layer.experts;
  const auto count = static_cast<std::size_t>(experts.count);
  const auto used = static_cast<std::size_t>(experts.used);
  const Linear& router = weights[LinearSlot::router];
  MatrixView logits = rows_of(logits_, 0, x.rows(), experts.count);
  kernels::matmul(x, router.weight, {.bias = router.bias_or_null()}, logits, team);
  for_each_row(x.rows(), team, [&](std::int64_t t) {
    choose_experts(experts, {logits.row(t).data(), count},
                   std::span(chosen_).subspan(static_cast<std::size_t>(t) * used, used));
  });
  team.share(1, [&](std::int64_t) { group(experts, x.rows()); });
}

/// Gives each expert its rows, in the order of the tokens.
void ExpertBlock::group(const ExpertsConfig& experts, std::int64_t tokens) {
  const auto visits = static_cast<std::size_t>(tokens * experts.used);
  const auto place = [&](std::size_t i) { return starts_.begin() + chosen_[i].expert; };
  std::fill(starts_.begin(), starts_.end(), 0);
  for (std::size_t i = 0; i < visits; ++i) ++place(i)[1];
  for (std::int64_t e = 0; e < experts.count; ++e)
    starts_[static_cast<std::size_t>(e + 1)] += starts_[static_cast<std::size_t>(e)];
  for (std::size_t i = 0; i < visits; ++i) {
    const std::int64_t row = (*place(i))++;
    visits_[i] = {.weight = chosen_[i].weight, .row = row};
    tokens_[static_cast<std::size_t>(row)] = static_cast<std::int64_t>(i) / experts.used;
  }
  // Each start has moved to its expert's end, which is where the next one starts.
  std::rotate(starts_.begin(), starts_.begin() + experts.count, starts_.begin() + experts.count + 1);
  starts_.front() = 0;
}

/// rows_ = down[e] act(up[e] x), expert by expert.
void ExpertBlock::visit(const LayerConfig& layer, const LayerWeights& weights, const ConstMatrixView& x, Team& team) {
  const std::int64_t width = x.cols();
  MatrixView all = rows_of(rows_, 0, x.rows() * layer.experts.used, width);
  for_each_row(all.rows(), team,
               [&](std::int64_t row) { all.row(row) = x.row(tokens_[static_cast<std::size_t>(row)]); });
  for (std::size_t e = 0; e < weights.experts.size(); ++e) {
    const std::int64_t first = starts_[e];
    const std::int64_t rows = starts_[e + 1] - first;
    if (rows == 0) continue;
    const auto& [up, down] = weights.experts[e];
    MatrixView own = rows_of(rows_, first, rows, width);
    MatrixView inner = rows_of(inner_, first, rows, layer.experts.width);
    kernels::matmul(own, up.weight, expanding(up, layer.feed_forward), inner, team);
    kernels::matmul(inner, down.weight, {.bias = down.bias_or_null()}, own, team);
  }
}

/// y = sum of w[e] rows_[e], a token's experts in ascending order.
void ExpertBlock::add_up(const ExpertsConfig& experts, MatrixView y, Team& team) const {
  const std::int64_t stride = kernels::row_stride(y.cols());
  for_each_row(y.rows(), team, [&](std::int64_t t) {
    y.row(t).setZero();
    for (std::int64_t i = t * experts.used; i < (t + 1) * experts.used; ++i) {
      const Visit& visit = visits_[static_cast<std::size_t>(i)];
      y.row(t) += visit.weight * kernels::view(rows_.data() + visit.row * stride, 1, y.cols(), stride).row(0);
    }
  });
}

/// y += g down act(up x)
void ExpertBlock::add_shared(const LayerConfig& layer, const LayerWeights& weights, const ConstMatrixView& x,
                             MatrixView y, Team& team) {
  const Linear& up = weights[LinearSlot::up];
  const Linear& down = weights[LinearSlot::down];
  MatrixView inner = rows_of(inner_, 0, x.rows(), layer.feed_forward.width);
  MatrixView shared = rows_of(rows_, 0, x.rows(), x.cols());
  MatrixView gates = rows_of(logits_, 0, x.rows(), 1);
  kernels::matmul(x, up.weight, expanding(up, layer.feed_forward), inner, team);
  kernels::matmul(inner, down.weight, {.bias = down.bias_or_null()}, shared, team);
  if (layer.experts.shared_gated) kernels::matmul(x, weights[LinearSlot::shared_gate].weight, {}, gates, team);
  for_each_row(x.rows(), team, [&](std::int64_t t) {
    float gate = 1;
    if (layer.experts.shared_gated) {
      const float negative = -gates(t, 0);
      kernels::exp(&negative, 1, &gate);
      gate = 1 / (1 + gate);
    }
    y.row(t) += gate * shared.row(t);
  });
}

}  // namespace coldread
