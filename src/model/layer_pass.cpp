#include "model/layer_pass.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "kernels/attention.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"
#include "kernels/raw.h"
#include "model/embedding.h"
#include "model/layer.h"
#include "model/schedule.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::MatrixView;

namespace {

MatrixView matrix(FloatBuffer& buffer, std::int64_t rows, std::int64_t columns) {
  return kernels::view(buffer.data(), rows, columns, kernels::row_stride(columns));
}

kernels::AttentionShape attention_shape(const ModelConfig& model, std::size_t index) {
  const AttentionConfig& config = model.layers[index].attention;
  kernels::AttentionShape shape{.heads = config.heads,
                                .kv_heads = config.kv_heads,
                                .head_size = config.head_size,
                                .scale = config.score_scale,
                                .visible = {.window = config.window},
                                .layer = static_cast<std::int64_t>(index)};
  shape.rule.cap = config.score_cap;
  if (config.positions == AttentionPositions::alibi) shape.rule.slopes = config.slopes.data();
  if (config.positions == AttentionPositions::key_bias) {
    shape.rule.key_bias = model.key_bias.data();
    shape.rule.key_bias_stride = model.key_bias_stride;
  }
  if (!config.sinks.empty()) shape.rule.sinks = config.sinks.data();
  return shape;
}

const kernels::RowNorm* or_null(const std::optional<kernels::RowNorm>& norm) {
  return norm ? &*norm : nullptr;
}

}  // namespace

LayerPass::LayerPass(const ModelConfig& config, const Weights& weights, const RotaryTables& rotary,
                     const KvCache& cache)
    : config_(config),
      weights_(weights),
      writer_(config, weights, rotary, cache),
      row_(pass_row(config)),
      layout_(cache) {}

void LayerPass::run(const Batch& batch, std::span<const PassToken> tokens, float* hidden, Team& team) {
  for (const auto slice : slices(tokens)) {
    prepare(batch, slice, team);
    team.run([&] { run_slice(slice, hidden, team); });
  }
}

/// Room for all that the threads write to.
void LayerPass::prepare(const Batch& batch, std::span<const PassToken> tokens, Team& team) {
  layout_.arrange(batch, tokens);
  const auto rows = static_cast<std::int64_t>(tokens.size());
  x_.reserve(rows * row_.residual);
  qkv_.reserve(rows * row_.qkv);
  attended_.reserve(rows * row_.attended);
  inner_.reserve(rows * row_.inner);
  branch_.reserve(rows * row_.branch);
  if (config_.embedding_width != 0) {
    team.reserve(kernels::matmul_workspace(rows, weights_.project_in.weight, team.size()));
  }
  // The last layer's end takes the requested rows alone: fewer, each thread makes them ready for itself, in room of its
  // own.
  for (const std::int64_t count : {rows, static_cast<std::int64_t>(layout_.requested().size())}) {
    for (std::size_t layer = 0; layer < config_.layers.size(); ++layer) {
      for_each_linear([&](LinearSlot slot) {
        const std::optional<NormSlot> norm = norm_before(slot);
        const bool normed = norm && config_.layers[layer].norms[*norm];
        team.reserve(kernels::matmul_workspace(count, weights_.layers[layer][slot].weight, team.size(), normed));
      });
    }
  }
}

void LayerPass::run_slice(std::span<const PassToken> tokens, float* hidden, Team& team) {
  auto rows = static_cast<std::int64_t>(tokens.size());
  embed(tokens, team);
  for (std::size_t index = 0; index < config_.layers.size(); ++index) {
    const bool parallel = config_.layers[index].parallel;
    rows = attend(rows, index, team);
    if (rows == 0) break;
    if (parallel) expand(rows, index, team);
    add_attention(rows, index, team);
    if (!parallel) expand(rows, index, team);
    add_feed_forward(rows, index, team);
  }
  final_norm(tokens, rows, hidden, team);
}

/// x = norm(W_in s E[token] + P[position])
void LayerPass::embed(std::span<const PassToken> tokens, Team& team) {
  const auto count = static_cast<std::int64_t>(tokens.size());
  const bool projected = config_.embedding_width != 0;
  MatrixView x = matrix(x_, count, config_.width);
  MatrixView embedded = projected ? matrix(branch_, count, config_.embedding_width) : x;
  const auto for_each_row = [&](const auto& row) {
    team.share_rows(count, 8, [&](std::int64_t first, std::int64_t rows) {
      for (std::int64_t t = first; t < first + rows; ++t) row(t, tokens[static_cast<std::size_t>(t)]);
    });
  };
  for_each_row([&](std::int64_t t, const PassToken& token) {
    embed_token(config_, weights_, token.id, embedded.row(t).data());
    if (!projected) embed_position(config_, weights_, token.position, x.row(t).data());
  });
  if (!projected) return;
  kernels::matmul(embedded, weights_.project_in.weight, {}, x, team);
  for_each_row([&](std::int64_t t, const PassToken& token) {
    embed_position(config_, weights_, token.position, x.row(t).data());
  });
}

/// attended = attention(W_qkv norm(x))
std::int64_t LayerPass::attend(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer(config_, weights_, index);
  const AttentionConfig& config = layer.config.attention;
  const Linear& w_qkv = layer.weights[LinearSlot::qkv];
  const auto place = static_cast<std::int64_t>(index);
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView qkv = matrix(qkv_, rows, w_qkv.weight.outputs());
  const auto q = qkv.leftCols(config.queries());
  const MatrixView attended = matrix(attended_, rows, config.queries());
  const kernels::AttentionShape shape = attention_shape(config_, index);
  const std::optional<kernels::RowNorm> norm = layer.norm(NormSlot::attention);
  const kernels::NextRead first_of_out = kernels::first_read(
      layer.weights[layer.config.parallel ? LinearSlot::up : LinearSlot::attention_out].weight, rows, team);
  // Of single tokens, each key/value head is stored right before it is met.
  const bool single = layout_.single() && config.heads / config.kv_heads <= kernels::kMostHeadsAtOnce;

  kernels::matmul(x, w_qkv.weight, {.bias = w_qkv.bias_or_null()}, qkv, team, or_null(norm),
                  single ? kernels::first_read(layout_.runs(), shape, team) : first_of_out);
  writer_.take_projections(place, qkv, team);
  std::function<void(const AttentionRun&, std::int64_t)> before;
  if (single) {
    before = [&](const AttentionRun& run, std::int64_t head) { writer_.store_head(layout_, run, place, head, qkv); };
  } else {
    writer_.store(layout_, place, qkv, team);
  }
  const bool last = index + 1 == config_.layers.size();
  kernels::attention(q, last && !single ? layout_.requested_runs() : layout_.runs(), shape, attended, team, before,
                     first_of_out);
  if (!last) return rows;
  keep_requested(rows, config.queries(), team);
  return static_cast<std::int64_t>(layout_.requested().size());
}

void LayerPass::keep_requested(std::int64_t rows, std::int64_t queries, Team& team) {
  if (static_cast<std::int64_t>(layout_.requested().size()) == rows) return;
  MatrixView x = matrix(x_, rows, config_.width);
  MatrixView attended = matrix(attended_, rows, queries);
  team.share(1, [&](std::int64_t) {  // one after the other: a row goes where one before it was
    for (std::int64_t to = 0; const std::int64_t from : layout_.requested()) {
      if (from != to) {
        x.row(to) = x.row(from);
        attended.row(to) = attended.row(from);
      }
      ++to;
    }
  });
}

/// x = norm(x + r norm(W_out attended))
void LayerPass::add_attention(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer(config_, weights_, index);
  const LinearSlot next = layer.config.parallel ? LinearSlot::down : LinearSlot::up;
  add_branch({.layer = layer,
              .w = layer.weights[LinearSlot::attention_out],
              .y = matrix(attended_, rows, layer.config.attention.queries()),
              .branch_norm = layer.norm(NormSlot::attention_branch),
              .sum_norm = layer.norm(NormSlot::attention_sum)},
             team, kernels::first_read(layer.weights[next].weight, rows, team));
}

/// inner = act(W_up norm(x))
void LayerPass::expand(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer(config_, weights_, index);
  const FeedForwardConfig& config = layer.config.feed_forward;
  const Linear& w_up = layer.weights[LinearSlot::up];
  const LinearSlot next = layer.config.parallel ? LinearSlot::attention_out : LinearSlot::down;
  const std::optional<kernels::RowNorm> norm = layer.norm(NormSlot::feed_forward);
  kernels::matmul(matrix(x_, rows, config_.width), w_up.weight,
                  {.bias = w_up.bias_or_null(), .activation = config.activation}, matrix(inner_, rows, config.width),
                  team, or_null(norm), kernels::first_read(layer.weights[next].weight, rows, team));
}

/// x = norm(x + r norm(W_down inner))
void LayerPass::add_feed_forward(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer(config_, weights_, index);
  const std::size_t next = index + 1;
  const kernels::NextRead first_of_next =
      next < config_.layers.size() ? kernels::first_read(weights_.layers[next][LinearSlot::qkv].weight, rows, team)
                                   : kernels::NextRead{};
  add_branch({.layer = layer,
              .w = layer.weights[LinearSlot::down],
              .y = matrix(inner_, rows, layer.config.feed_forward.width),
              .branch_norm = layer.norm(NormSlot::feed_forward_branch),
              .sum_norm = layer.norm(NormSlot::feed_forward_sum)},
             team, first_of_next);
}

void LayerPass::add_branch(const Branch& branch, Team& team, const kernels::NextRead& then) {
  const std::int64_t rows = branch.y.rows();
  const float scale = branch.layer.config.residual_scale;
  const bool straight = !branch.branch_norm && scale == 1;  // into the residual stream as it is
  MatrixView x = matrix(x_, rows, config_.width);
  MatrixView sum = straight ? x : matrix(branch_, rows, config_.width);
  kernels::matmul(branch.y, branch.w.weight, {.bias = branch.w.bias_or_null(), .accumulate = straight}, sum, team,
                  nullptr, then);
  if (straight && !branch.sum_norm) return;
  team.share_rows(rows, 8, [&](std::int64_t first, std::int64_t count) {
    for (std::int64_t t = first; t < first + count; ++t) {
      float* to = x.row(t).data();
      if (branch.branch_norm) branch.branch_norm->apply(sum.row(t).data(), config_.width, sum.row(t).data());
      if (!straight) x.row(t) += scale * sum.row(t);
      if (branch.sum_norm) branch.sum_norm->apply(to, config_.width, to);
    }
  });
}

void LayerPass::final_norm(std::span<const PassToken> tokens, std::int64_t rows, float* hidden, Team& team) {
  const MatrixView x = matrix(x_, rows, config_.width);
  team.share(rows, [&](std::int64_t i) {
    const auto token = static_cast<std::size_t>(layout_.requested()[static_cast<std::size_t>(i)]);
    float* to = hidden + tokens[token].hidden * config_.width;
    if (config_.final_norm) {
      row_norm(*config_.final_norm, weights_.final_norm).apply(x.row(i).data(), config_.width, to);
    } else {
      std::copy_n(x.row(i).data(), config_.width, to);
    }
  });
}

}  // namespace coldread
