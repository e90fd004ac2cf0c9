#include "model/layer_pass.h"

#include <algorithm>
#include <cmath>

#include "base/error.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"
#include "model/kv_cache.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::ConstMatrixView;
using kernels::MatrixView;

namespace {

MatrixView matrix(kernels::FloatBuffer& buffer, std::int64_t rows, std::int64_t columns) {
  return {buffer.data(), rows, columns, columns};
}

}  // namespace

LayerPass::LayerPass(const ModelConfig& config, const Weights& weights, const kernels::RopeTable& rope)
    : config_(config), weights_(weights), rope_(rope) {}

void LayerPass::run(const Batch& batch, std::span<const PassToken> tokens, float* hidden, kernels::Team& team) {
  for (std::size_t start = 0; start < tokens.size(); start += kSliceTokens) {
    const auto slice = tokens.subspan(start, std::min(kSliceTokens, tokens.size() - start));
    prepare(batch, slice, team);
    team.run([&] { run_slice(batch, slice, hidden, team); });
  }
}

/// Room for all that the threads write to.
void LayerPass::prepare(const Batch& batch, std::span<const PassToken> tokens, kernels::Team& team) {
  find_runs(batch, tokens);
  const auto rows = static_cast<std::int64_t>(tokens.size());
  x_.reserve(rows * config_.width);
  normed_.reserve(rows * config_.width);
  qkv_.reserve(rows * (config_.heads + 2 * config_.kv_heads) * config_.head_size);
  attended_.reserve(rows * config_.heads * config_.head_size);
  inner_.reserve(rows * config_.feed_forward);
  for (const LayerWeights& layer : weights_.layers) {
    for (const Linear* linear : {&layer.qkv, &layer.attention_out, &layer.up, &layer.down}) {
      team.reserve(kernels::matmul_room(rows, linear->weight));
    }
  }
}

void LayerPass::run_slice(const Batch& batch, std::span<const PassToken> tokens, float* hidden, kernels::Team& team) {
  const auto rows = static_cast<std::int64_t>(tokens.size());
  embed(tokens, team);
  for (std::int64_t layer = 0; layer < config_.layers; ++layer) {
    attention_block(batch, tokens, layer, team);
    feed_forward_block(rows, layer, team);
  }
  const MatrixView x = matrix(x_, rows, config_.width);
  kernels::Team alone(1);
  team.share(rows, [&](std::int64_t t) {
    const std::int64_t kept = tokens[static_cast<std::size_t>(t)].hidden;
    if (kept < 0) return;
    const ConstMatrixView last{x.row(t), 1, config_.width, config_.width};
    norm(last, weights_.final_norm, {hidden + kept * config_.width, 1, config_.width, config_.width}, alone);
  });
}

void LayerPass::embed(std::span<const PassToken> tokens, kernels::Team& team) {
  const MatrixView x = matrix(x_, static_cast<std::int64_t>(tokens.size()), config_.width);
  team.share_rows(x.rows, 8, [&](std::int64_t first, std::int64_t rows) {
    std::vector<float> position(static_cast<std::size_t>(config_.width));
    for (std::int64_t t = first; t < first + rows; ++t) {
      const PassToken& token = tokens[static_cast<std::size_t>(t)];
      weights_.token_embedding.row(token.id, x.row(t));
      if (!config_.rope_frequencies.empty()) continue;
      weights_.position_embedding.row(token.position, position.data());
      for (std::int64_t i = 0; i < config_.width; ++i) x.row(t)[i] += position[static_cast<std::size_t>(i)];
    }
  });
}

void LayerPass::find_runs(const Batch& batch, std::span<const PassToken> tokens) {
  runs_.clear();
  run_rows_.clear();
  std::size_t tiles = 0;
  for (std::size_t start = 0; start < tokens.size();) {
    std::size_t end = start;
    while (end < tokens.size() && tokens[end].row == tokens[start].row) ++end;
    runs_.push_back({.row = static_cast<std::int64_t>(start),
                     .positions = static_cast<std::int64_t>(end - start),
                     .first_position = tokens[start].position,
                     .tiles = {}});
    run_rows_.push_back(tokens[start].row);
    tiles += 2 * static_cast<std::size_t>(tokens[end - 1].position / KvCache::kPagePositions + 1);
    start = end;
  }
  COLDREAD_CHECK(run_rows_.empty() || run_rows_.back() < batch.rows.size());
  tiles_.assign(tiles, nullptr);
}

void LayerPass::norm(ConstMatrixView x, const Norm& of, MatrixView y, kernels::Team& team) const {
  if (config_.norm == NormKind::rms) {
    kernels::rms_norm(x, of.gain.data(), config_.norm_epsilon, y, team);
  } else {
    kernels::layer_norm(x, of.gain.data(), of.bias.data(), config_.norm_epsilon, y, team);
  }
}

void LayerPass::attention_block(const Batch& batch, std::span<const PassToken> tokens, std::int64_t index,
                                kernels::Team& team) {
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const auto rows = static_cast<std::int64_t>(tokens.size());
  const std::int64_t queries = config_.heads * config_.head_size;
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView normed = matrix(normed_, rows, config_.width);
  const MatrixView qkv = matrix(qkv_, rows, layer.qkv.weight.outputs());
  const MatrixView attended = matrix(attended_, rows, queries);
  float scale = config_.scale_scores ? 1.0F / std::sqrt(static_cast<float>(config_.head_size)) : 1.0F;
  if (config_.scale_scores_by_layer) scale /= static_cast<float>(index + 1);

  norm(x, layer.attention_norm, normed, team);
  kernels::matmul(normed, layer.qkv.weight, {.bias = layer.qkv.bias_or_null()}, qkv, team);
  store_keys_and_values(batch, tokens, index, team);
  kernels::attention(
      {qkv.data, rows, queries, qkv.stride}, runs_,
      {.heads = config_.heads, .kv_heads = config_.kv_heads, .head_size = config_.head_size, .scale = scale}, attended,
      team);
  kernels::matmul(attended, layer.attention_out.weight,
                  {.bias = layer.attention_out.bias_or_null(), .accumulate = true}, x, team);
}

void LayerPass::feed_forward_block(std::int64_t rows, std::int64_t index, kernels::Team& team) {
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView normed = matrix(normed_, rows, config_.width);
  const MatrixView inner = matrix(inner_, rows, config_.feed_forward);

  norm(x, layer.feed_forward_norm, normed, team);
  kernels::matmul(normed, layer.up.weight, {.bias = layer.up.bias_or_null(), .activation = config_.activation}, inner,
                  team);
  kernels::matmul(inner, layer.down.weight, {.bias = layer.down.bias_or_null(), .accumulate = true}, x, team);
}

void LayerPass::store_keys_and_values(const Batch& batch, std::span<const PassToken> tokens, std::int64_t layer,
                                      kernels::Team& team) {
  const std::int64_t size = config_.head_size;
  const std::int64_t stride = KvCache::value_stride(size);
  const std::int64_t page = KvCache::kPagePositions;
  const std::int64_t columns = (config_.heads + 2 * config_.kv_heads) * size;
  const MatrixView qkv = matrix(qkv_, static_cast<std::int64_t>(tokens.size()), columns);
  const std::int64_t worth_a_thread = std::max<std::int64_t>(1, 4096 / columns);
  team.share_rows(qkv.rows, worth_a_thread, [&](std::int64_t first, std::int64_t rows) {
    if (first == 0) find_tiles(batch, layer);
    for (std::int64_t t = first; t < first + rows; ++t) {
      const PassToken& token = tokens[static_cast<std::size_t>(t)];
      float* q = qkv.row(t);
      const float* k = q + config_.heads * size;
      const float* v = k + config_.kv_heads * size;
      if (rope_.half() > 0) rope_.rotate(q, config_.heads + config_.kv_heads, token.position);
      const KvSequence& sequence = *batch.rows[token.row].sequence;
      float* keys = KvCache::keys(sequence, layer, token.position / page) + token.position % page;
      float* values = KvCache::values(sequence, layer, token.position / page) + token.position % page * stride;
      for (std::int64_t i = 0; i < config_.kv_heads * size; ++i) keys[i * page] = k[i];
      for (std::int64_t h = 0; h < config_.kv_heads; ++h) std::copy_n(v + h * size, size, values + h * page * stride);
    }
  });
}

/// Where the layer's keys and values of each run lie.
void LayerPass::find_tiles(const Batch& batch, std::int64_t layer) {
  const std::int64_t page = KvCache::kPagePositions;
  const float** tile = tiles_.data();
  for (std::size_t r = 0; r < runs_.size(); ++r) {
    AttentionRun& run = runs_[r];
    const KvSequence& sequence = *batch.rows[run_rows_[r]].sequence;
    const std::int64_t count = (run.first_position + run.positions - 1) / page + 1;
    run.tiles = {.keys = tile, .values = tile + count};
    for (std::int64_t i = 0; i < count; ++i) {
      tile[i] = KvCache::keys(sequence, layer, i);
      tile[count + i] = KvCache::values(sequence, layer, i);
    }
    tile += 2 * count;
  }
}

}  // namespace coldread
