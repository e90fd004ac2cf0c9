#include "model/layer_pass.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/key_tile.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"
#include "model/kv_cache.h"
#include "model/schedule.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::ConstMatrixView;
using kernels::MatrixView;

namespace {

MatrixView matrix(kernels::FloatBuffer& buffer, std::int64_t rows, std::int64_t columns) {
  return {buffer.data(), rows, columns, kernels::row_stride(columns)};
}

kernels::RowNorm row_norm(const NormConfig& config, const Norm& norm) {
  return {.kind = config.kind, .gain = norm.gain.data(), .bias = norm.bias.data(), .eps = config.epsilon};
}

}  // namespace

std::int64_t ending_pages(const BatchRow& row, std::int64_t held) {
  const std::int64_t last = held + static_cast<std::int64_t>(row.tokens.size()) - 1;
  return row.ends ? last / KvCache::kPagePositions - held / KvCache::kPagePositions + 1 : 0;
}

LayerPass::LayerPass(const ModelConfig& config, const Weights& weights, std::span<const kernels::RopeTable> rotary,
                     const KvCache& cache)
    : config_(config), weights_(weights), rotary_(rotary), cache_(cache), row_(pass_row(config)) {}

void LayerPass::run(const Batch& batch, std::span<const PassToken> tokens, float* hidden, kernels::Team& team) {
  for (const auto slice : slices(tokens)) {
    prepare(batch, slice, team);
    team.run([&] { run_slice(slice, hidden, team); });
  }
}

/// Room for all that the threads write to.
void LayerPass::prepare(const Batch& batch, std::span<const PassToken> tokens, kernels::Team& team) {
  find_runs(batch, tokens);
  find_parts();
  find_asked(tokens);
  const auto rows = static_cast<std::int64_t>(tokens.size());
  x_.reserve(rows * row_.residual);
  qkv_.reserve(rows * row_.qkv);
  attended_.reserve(rows * row_.attended);
  inner_.reserve(rows * row_.inner);
  // The last layer's end takes the asked rows alone: fewer, each thread makes them ready for itself, in room of its
  // own.
  for (const std::int64_t count : {rows, static_cast<std::int64_t>(asked_.size())}) {
    for (const LayerWeights& layer : weights_.layers) {
      for_each_linear([&](LinearSlot slot) {
        const bool normed = slot == LinearSlot::qkv || slot == LinearSlot::up;
        team.reserve(kernels::matmul_room(count, layer[slot].weight, team.size(), normed));
      });
    }
  }
}

void LayerPass::run_slice(std::span<const PassToken> tokens, float* hidden, kernels::Team& team) {
  auto rows = static_cast<std::int64_t>(tokens.size());
  embed(tokens, team);
  for (std::int64_t layer = 0; layer < static_cast<std::int64_t>(config_.layers.size()) && rows > 0; ++layer) {
    rows = attention_block(rows, layer, team);
    if (rows > 0) feed_forward_block(rows, layer, team);
  }
  const MatrixView x = matrix(x_, rows, config_.width);
  const kernels::RowNorm norm = row_norm(config_.final_norm, weights_.final_norm);
  team.share(rows, [&](std::int64_t i) {
    const auto token = static_cast<std::size_t>(asked_[static_cast<std::size_t>(i)]);
    norm.apply(x.row(i), config_.width, hidden + tokens[token].hidden * config_.width);
  });
}

void LayerPass::embed(std::span<const PassToken> tokens, kernels::Team& team) {
  const MatrixView x = matrix(x_, static_cast<std::int64_t>(tokens.size()), config_.width);
  team.share_rows(x.rows, 8, [&](std::int64_t first, std::int64_t rows) {
    std::vector<float> position(static_cast<std::size_t>(config_.width));
    for (std::int64_t t = first; t < first + rows; ++t) {
      const PassToken& token = tokens[static_cast<std::size_t>(t)];
      weights_.token_embedding.row(token.id, x.row(t));
      if (config_.positions == EmbeddedPositions::none) continue;
      weights_.position_embedding.row(token.position, position.data());
      for (std::int64_t i = 0; i < config_.width; ++i) x.row(t)[i] += position[static_cast<std::size_t>(i)];
    }
  });
}

void LayerPass::find_runs(const Batch& batch, std::span<const PassToken> tokens) {
  runs_.clear();
  pages_.clear();
  begun_.clear();
  std::int64_t ending = 0;
  for (std::size_t start = 0; start < tokens.size();) {
    std::size_t end = start;
    while (end < tokens.size() && tokens[end].row == tokens[start].row) ++end;
    COLDREAD_CHECK(tokens[start].row < batch.rows.size());
    runs_.push_back({.row = static_cast<std::int64_t>(start),
                     .positions = static_cast<std::int64_t>(end - start),
                     .first_position = tokens[start].position,
                     .held = tokens[start].position + static_cast<std::int64_t>(end - start)});
    const BatchRow& row = batch.rows[tokens[start].row];
    const std::int64_t pages = tokens[end - 1].position / KvCache::kPagePositions + 1;
    const std::int64_t held = tokens[start].position;
    const std::int64_t kept = pages - ending_pages(row, held);
    for (std::int64_t page = 0; page < kept; ++page) pages_.push_back(KvCache::page(*row.sequence, page));
    pages_.resize(pages_.size() + static_cast<std::size_t>(pages - kept));
    ending += pages - kept;
    const bool begun = row.ends && held % KvCache::kPagePositions > 0;
    begun_.push_back(begun ? KvCache::page(*row.sequence, kept) : kernels::KvPage{});
    start = end;
  }
  ending_.reserve(ending * cache_.layer_size());
  float* room = ending_.data();
  for (kernels::KvPage& page : pages_) {
    if (page.data != nullptr) continue;
    page.data = room;
    room += cache_.layer_size();
  }
  const kernels::KvPage* pages = pages_.data();
  for (AttentionRun& run : runs_) {
    run.pages = pages;
    pages += (run.first_position + run.positions - 1) / KvCache::kPagePositions + 1;
  }
  single_ =
      runs_.size() == tokens.size() &&
      config_.layers.front().attention.heads / config_.layers.front().attention.kv_heads <= kernels::kMostHeadsAtOnce;
}

void LayerPass::find_parts() {
  parts_.clear();
  for (const AttentionRun& run : runs_) {
    for (std::int64_t done = 0; done < run.positions;) {
      const std::int64_t left = KvCache::kPagePositions - (run.first_position + done) % KvCache::kPagePositions;
      const std::int64_t rows = std::min(left, run.positions - done);
      parts_.push_back({.run = &run, .row = run.row + done, .rows = rows});
      done += rows;
    }
  }
}

void LayerPass::find_asked(std::span<const PassToken> tokens) {
  asked_.clear();
  asked_runs_.clear();
  for (const AttentionRun& run : runs_) {
    for (std::int64_t i = 0; i < run.positions; ++i) {
      if (tokens[static_cast<std::size_t>(run.row + i)].hidden < 0) continue;
      const bool goes_on = i > 0 && !asked_.empty() && asked_.back() == run.row + i - 1;
      if (!goes_on) {
        asked_runs_.push_back(
            {.row = run.row + i, .first_position = run.first_position + i, .held = run.held, .pages = run.pages});
      }
      ++asked_runs_.back().positions;
      asked_.push_back(run.row + i);
    }
  }
}

std::int64_t LayerPass::attention_block(std::int64_t rows, std::int64_t index, kernels::Team& team) {
  const LayerConfig& config = config_.layers[static_cast<std::size_t>(index)];
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const Linear& qkv_weights = layer[LinearSlot::qkv];
  const Linear& out = layer[LinearSlot::attention_out];
  const std::int64_t queries = config.attention.queries();
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView qkv = matrix(qkv_, rows, qkv_weights.weight.outputs());
  const MatrixView attended = matrix(attended_, rows, queries);
  const kernels::AttentionShape shape{.heads = config.attention.heads,
                                      .kv_heads = config.attention.kv_heads,
                                      .head_size = config.attention.head_size,
                                      .scale = config.attention.score_scale,
                                      .layer = index};
  const kernels::RowNorm norm = row_norm(*config.norms[NormSlot::attention], layer[NormSlot::attention]);
  const kernels::NextRead first_of_out = kernels::first_read(out.weight, rows, team);

  kernels::matmul(x, qkv_weights.weight, {.bias = qkv_weights.bias_or_null()}, qkv, team, &norm,
                  single_ ? kernels::first_read(runs_, shape, team) : first_of_out);
  std::function<void(const AttentionRun&, std::int64_t)> before;
  if (single_) {
    before = [&](const AttentionRun& run, std::int64_t head) {
      copy_begun_page(run, index, head, 1);
      store_keys_and_values(run, run.row, 1, index, head, 1);
    };
  } else {
    store_keys_and_values(index, team);
  }
  const bool last = static_cast<std::size_t>(index + 1) == config_.layers.size();
  kernels::attention({qkv.data, rows, queries, qkv.stride}, last && !single_ ? asked_runs_ : runs_, shape, attended,
                     team, before, first_of_out);
  if (last) {
    keep_asked(rows, team);
    rows = static_cast<std::int64_t>(asked_.size());
  }
  if (rows > 0) {
    kernels::matmul(matrix(attended_, rows, queries), out.weight, {.bias = out.bias_or_null(), .accumulate = true},
                    matrix(x_, rows, config_.width), team, nullptr,
                    kernels::first_read(layer[LinearSlot::up].weight, rows, team));
  }
  return rows;
}

void LayerPass::keep_asked(std::int64_t rows, kernels::Team& team) {
  if (static_cast<std::int64_t>(asked_.size()) == rows) return;
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView attended = matrix(attended_, rows, config_.layers.back().attention.queries());
  team.share(1, [&](std::int64_t) {  // one after the other: a row goes where one before it was
    for (std::int64_t to = 0; const std::int64_t from : asked_) {
      for (const MatrixView& all : {x, attended}) {
        if (from != to) std::copy_n(all.row(from), all.columns, all.row(to));
      }
      ++to;
    }
  });
}

void LayerPass::feed_forward_block(std::int64_t rows, std::int64_t index, kernels::Team& team) {
  const LayerConfig& config = config_.layers[static_cast<std::size_t>(index)];
  const LayerWeights& layer = weights_.layers[static_cast<std::size_t>(index)];
  const Linear& up = layer[LinearSlot::up];
  const Linear& down = layer[LinearSlot::down];
  const MatrixView x = matrix(x_, rows, config_.width);
  const MatrixView inner = matrix(inner_, rows, config.feed_forward.width);
  const kernels::RowNorm norm = row_norm(*config.norms[NormSlot::feed_forward], layer[NormSlot::feed_forward]);

  kernels::matmul(x, up.weight, {.bias = up.bias_or_null(), .activation = config.feed_forward.activation}, inner, team,
                  &norm, kernels::first_read(down.weight, rows, team));
  const auto next = static_cast<std::size_t>(index + 1);
  kernels::matmul(inner, down.weight, {.bias = down.bias_or_null(), .accumulate = true}, x, team, nullptr,
                  next < weights_.layers.size()
                      ? kernels::first_read(weights_.layers[next][LinearSlot::qkv].weight, rows, team)
                      : kernels::NextRead{});
}

/// By all of the team.
void LayerPass::store_keys_and_values(std::int64_t layer, kernels::Team& team) {
  team.share(static_cast<std::int64_t>(parts_.size()), [&](std::int64_t i) {
    const PagePart& part = parts_[static_cast<std::size_t>(i)];
    const std::int64_t heads = config_.layers[static_cast<std::size_t>(layer)].attention.kv_heads;
    if (part.row == part.run->row) copy_begun_page(*part.run, layer, 0, heads);
    store_keys_and_values(*part.run, part.row, part.rows, layer, 0, heads);
  });
}

/// Before the tokens of a run that ends stand those that its sequence holds.
void LayerPass::copy_begun_page(const AttentionRun& run, std::int64_t layer, std::int64_t first_head,
                                std::int64_t heads) {
  const kernels::KvPage& from = begun_[static_cast<std::size_t>(&run - runs_.data())];
  if (from.data == nullptr) return;
  cache_.copy_layer(from.data + layer * from.layer_stride, run.pages[run.first_position / KvCache::kPagePositions].data,
                    first_head, heads, run.first_position % KvCache::kPagePositions);
}

/// Some heads of rows that lie in one page; queries and keys are turned by their positions.
void LayerPass::store_keys_and_values(const AttentionRun& run, std::int64_t row, std::int64_t rows, std::int64_t layer,
                                      std::int64_t first_head, std::int64_t heads) {
  const AttentionConfig& config = config_.layers[static_cast<std::size_t>(layer)].attention;
  const std::int64_t size = config.head_size;
  const std::int64_t stride = KvCache::value_stride(size);
  const std::int64_t group = config.heads / config.kv_heads;
  const std::int64_t qkv_stride = kernels::row_stride((config.heads + 2 * config.kv_heads) * size);
  const std::int64_t position = run.first_position + row - run.row;
  const std::int64_t in_page = position % KvCache::kPagePositions;
  const kernels::KvPage& to = run.pages[position / KvCache::kPagePositions];
  float* q = qkv_.data() + row * qkv_stride;
  float* k = q + (config.heads + first_head) * size;
  const float* v = k + config.kv_heads * size;
  if (config.positions == AttentionPositions::rotary) {
    const kernels::RopeTable& table = rotary_[config.rotary];
    for (std::int64_t i = 0; i < rows; ++i) {
      table.rotate(q + i * qkv_stride + first_head * group * size, heads * group, position + i);
      table.rotate(k + i * qkv_stride, heads, position + i);
    }
  }
  float* keys = to.data + layer * to.layer_stride + first_head * KvCache::kPagePositions * size;
  float* values =
      to.data + layer * to.layer_stride + cache_.values() + (first_head * KvCache::kPagePositions + in_page) * stride;
  for (std::int64_t h = 0; h < heads; ++h) {
    kernels::append_keys(keys + h * KvCache::kPagePositions * size, in_page, k + h * size, qkv_stride, rows, size);
    for (std::int64_t i = 0; i < rows; ++i) {
      std::copy_n(v + i * qkv_stride + h * size, size, values + (h * KvCache::kPagePositions + i) * stride);
    }
  }
}

}  // namespace coldread
