#include "model/transformer.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "base/error.h"
#include "kernels/logsumexp.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::ConstMatrixView;
using kernels::MatrixView;

namespace {

/// Tokens that go through all layers together: enough rows to make the reading of the weights cheap, few enough for
/// their activations to stay in the last-level cache.
constexpr std::int64_t kSliceTokens = 1024;
/// Rows of logits kept at once for sinks that want them whole.
constexpr std::int64_t kLogitsFloats = 1 << 24;

MatrixView matrix(kernels::FloatBuffer& buffer, std::int64_t rows, std::int64_t columns) {
  buffer.reserve(rows * columns);
  return {buffer.data(), rows, columns, columns};
}

KvShape kv_shape(const ModelConfig& config) {
  return {.layers = config.layers, .heads = config.kv_heads, .head_size = config.head_size};
}

}  // namespace

Transformer::Transformer(ModelConfig config, Weights weights, int threads)
    : config_(std::move(config)),
      weights_(std::move(weights)),
      threads_(threads),
      cache_(kv_shape(config_)),
      rope_(config_.rope_frequencies) {}

void Transformer::forward(const Batch& batch, LogitsSink& sink) {
  std::vector<Token> tokens;
  std::vector<std::size_t> row_starts;
  for (std::uint32_t r = 0; r < batch.rows.size(); ++r) {
    const BatchRow& row = batch.rows[r];
    const std::int64_t start = row.sequence->length();
    const auto count = static_cast<std::int64_t>(row.tokens.size());
    COLDREAD_CHECK(start + count <= config_.context);
    row_starts.push_back(tokens.size());
    for (std::int64_t i = 0; i < count; ++i) {
      const TokenId id = row.tokens[static_cast<std::size_t>(i)];
      COLDREAD_CHECK(id >= 0 && id < config_.vocabulary);
      tokens.push_back({.id = id, .position = start + i, .row = r, .hidden = -1});
    }
    KvCache::extend(*row.sequence, count);
    if (rope_.half() > 0) rope_.extend(start + count);
  }

  // Probes by the token they ask about; several may share one.
  const auto token_of = [&](std::uint32_t probe) -> Token& {
    return tokens[row_starts[batch.probes[probe].row] + batch.probes[probe].token];
  };
  std::vector<std::uint32_t> probes(batch.probes.size());
  std::iota(probes.begin(), probes.end(), 0U);
  std::stable_sort(probes.begin(), probes.end(),
                   [&](std::uint32_t a, std::uint32_t b) { return &token_of(a) < &token_of(b); });
  std::int64_t probed = 0;
  for (const std::uint32_t probe : probes) {
    if (token_of(probe).hidden < 0) token_of(probe).hidden = probed++;
  }
  hidden_.reserve(probed * config_.width);

  const auto slice = static_cast<std::size_t>(kSliceTokens);
  for (std::size_t start = 0; start < tokens.size(); start += slice) {
    run_slice(batch, std::span(tokens).subspan(start, std::min(slice, tokens.size() - start)));
  }

  // Groups of whole rows, so that those which are handed over fit their room.
  const std::int64_t most_logits = std::max<std::int64_t>(1, kLogitsFloats / config_.vocabulary);
  for (std::size_t begin = 0; begin < probes.size();) {
    std::size_t end = begin;
    std::int64_t wanted = 0;
    while (end < probes.size()) {
      const Token& token = token_of(probes[end]);
      std::size_t next = end;
      bool wants = false;
      for (; next < probes.size() && &token_of(probes[next]) == &token; ++next) {
        wants = wants || batch.probes[probes[next]].want_logits;
      }
      if (wants && wanted == most_logits) break;
      wanted += wants ? 1 : 0;
      end = next;
    }
    std::vector<std::int64_t> rows;
    for (std::size_t i = begin; i < end; ++i) rows.push_back(token_of(probes[i]).hidden);
    answer(batch, std::span(probes).subspan(begin, end - begin), rows, sink);
    begin = end;
  }
}

void Transformer::run_slice(const Batch& batch, std::span<const Token> tokens) {
  const auto rows = static_cast<std::int64_t>(tokens.size());
  embed(tokens);
  find_runs(batch, tokens);
  for (std::int64_t layer = 0; layer < config_.layers; ++layer) {
    attention_block(batch, tokens, layer);
    feed_forward_block(rows, layer);
  }
  const MatrixView x = matrix(x_, rows, config_.width);
  for (std::int64_t t = 0; t < rows; ++t) {
    const std::int64_t kept = tokens[static_cast<std::size_t>(t)].hidden;
    if (kept < 0) continue;
    const ConstMatrixView last{x.row(t), 1, config_.width, config_.width};
    norm(last, weights_.final_norm, {hidden_.data() + kept * config_.width, 1, config_.width, config_.width});
  }
}

void Transformer::embed(std::span<const Token> tokens) {
  const MatrixView x = matrix(x_, static_cast<std::int64_t>(tokens.size()), config_.width);
  std::vector<float> position(static_cast<std::size_t>(config_.width));
  for (std::int64_t t = 0; t < x.rows; ++t) {
    const Token& token = tokens[static_cast<std::size_t>(t)];
    weights_.token_embedding.row(token.id, x.row(t));
    if (!config_.rope_frequencies.empty()) continue;
    weights_.position_embedding.row(token.position, position.data());
    for (std::int64_t i = 0; i < config_.width; ++i) x.row(t)[i] += position[static_cast<std::size_t>(i)];
  }
}

void Transformer::find_runs(const Batch& batch, std::span<const Token> tokens) {
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

void Transformer::norm(ConstMatrixView x, const Norm& of, MatrixView y) const {
  if (config_.norm == NormKind::rms) {
    kernels::rms_norm(x, of.gain.data(), config_.norm_epsilon, y, threads_);
  } else {
    kernels::layer_norm(x, of.gain.data(), of.bias.data(), config_.norm_epsilon, y, threads_);
  }
}

void Transformer::attention_block(const Batch& batch, std::span<const Token> tokens, std::int64_t index) {
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const auto rows = static_cast<std::int64_t>(tokens.size());
  const std::int64_t queries = config_.heads * config_.head_size;
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView normed = matrix(normed_, rows, config_.width);
  const MatrixView qkv = matrix(qkv_, rows, layer.qkv.weight.outputs());
  const MatrixView attended = matrix(attended_, rows, queries);
  float scale = config_.scale_scores ? 1.0F / std::sqrt(static_cast<float>(config_.head_size)) : 1.0F;
  if (config_.scale_scores_by_layer) scale /= static_cast<float>(index + 1);

  norm(x, layer.attention_norm, normed);
  kernels::matmul(normed, layer.qkv.weight, {.bias = layer.qkv.bias_or_null()}, qkv, threads_);
  store_keys_and_values(batch, tokens, index);
  kernels::attention(
      {qkv.data, rows, queries, qkv.stride}, runs_,
      {.heads = config_.heads, .kv_heads = config_.kv_heads, .head_size = config_.head_size, .scale = scale}, attended,
      threads_);
  kernels::matmul(attended, layer.attention_out.weight,
                  {.bias = layer.attention_out.bias_or_null(), .accumulate = true}, x, threads_);
}

void Transformer::feed_forward_block(std::int64_t rows, std::int64_t index) {
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView normed = matrix(normed_, rows, config_.width);
  const MatrixView inner = matrix(inner_, rows, config_.feed_forward);

  norm(x, layer.feed_forward_norm, normed);
  kernels::matmul(normed, layer.up.weight, {.bias = layer.up.bias_or_null(), .activation = config_.activation}, inner,
                  threads_);
  kernels::matmul(inner, layer.down.weight, {.bias = layer.down.bias_or_null(), .accumulate = true}, x, threads_);
}

void Transformer::store_keys_and_values(const Batch& batch, std::span<const Token> tokens, std::int64_t layer) {
  const std::int64_t size = config_.head_size;
  const std::int64_t stride = KvCache::value_stride(size);
  const std::int64_t page = KvCache::kPagePositions;
  const MatrixView qkv{qkv_.data(), static_cast<std::int64_t>(tokens.size()),
                       (config_.heads + 2 * config_.kv_heads) * size, (config_.heads + 2 * config_.kv_heads) * size};
#pragma omp parallel for num_threads(threads_) if (threads_ > 1 && qkv.rows > 8)
  for (std::int64_t t = 0; t < qkv.rows; ++t) {
    const Token& token = tokens[static_cast<std::size_t>(t)];
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

void Transformer::answer(const Batch& batch, std::span<const std::uint32_t> probes, std::span<const std::int64_t> rows,
                         LogitsSink& sink) {
  // Rows of hidden_ are numbered in the order of the sorted probes, so a group's rows are consecutive.
  const std::int64_t first = rows.front();
  const std::int64_t count = rows.back() - first + 1;
  std::vector<kernels::LogitsQuery> queries(static_cast<std::size_t>(count));
  std::vector<TokenId> targets(probes.size());
  std::vector<float> target_logits(probes.size());
  std::int64_t wanted = 0;
  for (std::size_t i = 0; i < probes.size(); ++i) wanted += batch.probes[probes[i]].want_logits ? 1 : 0;
  logits_.reserve(std::min(wanted, count) * config_.vocabulary);
  float* logits = logits_.data();
  for (std::size_t begin = 0; begin < probes.size();) {
    std::size_t end = begin;
    kernels::LogitsQuery& query = queries[static_cast<std::size_t>(rows[begin] - first)];
    for (; end < probes.size() && rows[end] == rows[begin]; ++end) {
      const Probe& probe = batch.probes[probes[end]];
      targets[end] = probe.target;
      if (!probe.want_logits || query.logits != nullptr) continue;
      query.logits = logits;
      logits += config_.vocabulary;
    }
    query.targets = std::span(targets).subspan(begin, end - begin);
    query.target_logits = std::span(target_logits).subspan(begin, end - begin);
    begin = end;
  }
  kernels::answer_logits({hidden_.data() + first * config_.width, count, config_.width, config_.width}, weights_.head,
                         queries, threads_);
  for (std::size_t i = 0; i < probes.size(); ++i) {
    const Probe& probe = batch.probes[probes[i]];
    const kernels::LogitsQuery& query = queries[static_cast<std::size_t>(rows[i] - first)];
    const auto logprob = [&](float logit) {
      return query.finite ? static_cast<float>(static_cast<double>(logit) - query.log_partition) : 0.0F;
    };
    ProbeResult result;
    result.target_logprob = probe.target < 0 ? 0.0F : logprob(target_logits[i]);
    result.argmax = query.argmax;
    result.finite = query.finite;
    result.argmax_logprob = logprob(query.max);
    result.log_partition = query.log_partition;
    const auto size = static_cast<std::size_t>(config_.vocabulary);
    sink.on_probe(probes[i], result,
                  probe.want_logits ? std::span<const float>(query.logits, size) : std::span<const float>());
  }
}

}  // namespace coldread
