#include "model/layer_pass.h"

#include <algorithm>
#include <functional>
#include <optional>
#include <vector>

#include "kernels/attention.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"
#include "kernels/raw.h"
#include "model/schedule.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::MatrixView;

namespace {

MatrixView matrix(FloatBuffer& buffer, std::int64_t rows, std::int64_t columns) {
  return kernels::view(buffer.data(), rows, columns, kernels::row_stride(columns));
}

kernels::RowNorm row_norm(const NormConfig& config, const Norm& norm) {
  return {.kind = config.kind, .gain = norm.gain.data(), .bias = norm.bias.data(), .eps = config.epsilon};
}

/// One layer of the two.
struct Layer {
  const LayerConfig& config;
  const LayerWeights& weights;

  /// Nothing where nothing is normed there.
  std::optional<kernels::RowNorm> norm(NormSlot slot) const {
    const std::optional<NormConfig>& norm = config.norms[slot];
    return norm ? std::optional(row_norm(*norm, weights[slot])) : std::nullopt;
  }
};

Layer layer_at(const ModelConfig& config, const Weights& weights, std::size_t index) {
  return {config.layers[index], weights.layers[index]};
}

const kernels::RowNorm* or_null(const std::optional<kernels::RowNorm>& norm) {
  return norm ? &*norm : nullptr;
}

}  // namespace

LayerPass::LayerPass(const ModelConfig& config, const Weights& weights, const RotaryTables& rotary,
                     const KvCache& cache)
    : config_(config), weights_(weights), writer_(config, rotary, cache), row_(pass_row(config)), layout_(cache) {}

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
  for (std::size_t layer = 0; layer < config_.layers.size() && rows > 0; ++layer) {
    rows = attention_block(rows, layer, team);
    if (rows > 0) feed_forward_block(rows, layer, team);
  }
  final_norm(tokens, rows, hidden, team);
}

/// x = E[token], and what the embedding says of its position.
void LayerPass::embed(std::span<const PassToken> tokens, Team& team) {
  MatrixView x = matrix(x_, static_cast<std::int64_t>(tokens.size()), config_.width);
  team.share_rows(x.rows(), 8, [&](std::int64_t first, std::int64_t rows) {
    kernels::RowVector position(config_.width);
    for (std::int64_t t = first; t < first + rows; ++t) {
      const PassToken& token = tokens[static_cast<std::size_t>(t)];
      weights_.token_embedding.row(token.id, x.row(t).data());
      switch (config_.positions) {
        case EmbeddedPositions::none:
          break;
        case EmbeddedPositions::learned:
          weights_.position_embedding.row(token.position, position.data());
          x.row(t) += position;
          break;
      }
    }
  });
}

/// x += W_out attention(W_qkv norm(x))
std::int64_t LayerPass::attention_block(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer = layer_at(config_, weights_, index);
  const AttentionConfig& config = layer.config.attention;
  const Linear& w_qkv = layer.weights[LinearSlot::qkv];
  const Linear& w_out = layer.weights[LinearSlot::attention_out];
  const auto place = static_cast<std::int64_t>(index);
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView qkv = matrix(qkv_, rows, w_qkv.weight.outputs());
  const auto q = qkv.leftCols(config.queries());
  const MatrixView attended = matrix(attended_, rows, config.queries());
  const kernels::AttentionShape shape{.heads = config.heads,
                                      .kv_heads = config.kv_heads,
                                      .head_size = config.head_size,
                                      .scale = config.score_scale,
                                      .layer = place};
  const std::optional<kernels::RowNorm> norm = layer.norm(NormSlot::attention);
  const kernels::NextRead first_of_out = kernels::first_read(w_out.weight, rows, team);
  // Of single tokens, each key/value head is stored right before it is met.
  const bool single = layout_.single() && config.heads / config.kv_heads <= kernels::kMostHeadsAtOnce;

  kernels::matmul(x, w_qkv.weight, {.bias = w_qkv.bias_or_null()}, qkv, team, or_null(norm),
                  single ? kernels::first_read(layout_.runs(), shape, team) : first_of_out);
  std::function<void(const AttentionRun&, std::int64_t)> before;
  if (single) {
    before = [&](const AttentionRun& run, std::int64_t head) { writer_.store_head(layout_, run, place, head, qkv); };
  } else {
    writer_.store(layout_, place, qkv, team);
  }
  const bool last = index + 1 == config_.layers.size();
  kernels::attention(q, last && !single ? layout_.requested_runs() : layout_.runs(), shape, attended, team, before,
                     first_of_out);
  if (last) {
    keep_requested(rows, config.queries(), team);
    rows = static_cast<std::int64_t>(layout_.requested().size());
  }
  if (rows > 0) {
    add_product(w_out, matrix(attended_, rows, config.queries()), team,
                kernels::first_read(layer.weights[LinearSlot::up].weight, rows, team));
  }
  return rows;
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

/// x += W_down act(W_up norm(x))
void LayerPass::feed_forward_block(std::int64_t rows, std::size_t index, Team& team) {
  const Layer layer = layer_at(config_, weights_, index);
  const FeedForwardConfig& config = layer.config.feed_forward;
  const Linear& w_up = layer.weights[LinearSlot::up];
  const Linear& w_down = layer.weights[LinearSlot::down];
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView inner = matrix(inner_, rows, config.width);
  const std::optional<kernels::RowNorm> norm = layer.norm(NormSlot::feed_forward);
  const std::size_t next = index + 1;
  const kernels::NextRead first_of_next =
      next < config_.layers.size() ? kernels::first_read(weights_.layers[next][LinearSlot::qkv].weight, rows, team)
                                   : kernels::NextRead{};

  kernels::matmul(x, w_up.weight, {.bias = w_up.bias_or_null(), .activation = config.activation}, inner, team,
                  or_null(norm), kernels::first_read(w_down.weight, rows, team));
  add_product(w_down, inner, team, first_of_next);
}

void LayerPass::add_product(const Linear& w, const kernels::ConstMatrixView& y, Team& team,
                            const kernels::NextRead& then) {
  kernels::matmul(y, w.weight, {.bias = w.bias_or_null(), .accumulate = true}, matrix(x_, y.rows(), config_.width),
                  team, nullptr, then);
}

void LayerPass::final_norm(std::span<const PassToken> tokens, std::int64_t rows, float* hidden, Team& team) {
  const MatrixView x = matrix(x_, rows, config_.width);
  const kernels::RowNorm norm = row_norm(config_.final_norm, weights_.final_norm);
  team.share(rows, [&](std::int64_t i) {
    const auto token = static_cast<std::size_t>(layout_.requested()[static_cast<std::size_t>(i)]);
    norm.apply(x.row(i).data(), config_.width, hidden + tokens[token].hidden * config_.width);
  });
}

}  // namespace coldread
