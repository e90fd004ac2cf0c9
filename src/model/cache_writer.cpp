#include "model/cache_writer.h"

#include <algorithm>
#include <optional>

#include "kernels/key_tile.h"
#include "model/layer.h"

namespace coldread {

using kernels::AttentionRun;
using kernels::MatrixView;

void CacheWriter::take_projections(std::int64_t layer, MatrixView qkv, Team& team) const {
  const Layer of(config_, weights_, static_cast<std::size_t>(layer));
  const AttentionConfig& config = of.config.attention;
  const auto whole = [&](NormSlot slot) {
    return config.query_key_norm == QueryKeyNorm::projection ? of.norm(slot) : std::nullopt;
  };
  const std::optional<kernels::RowNorm> query = whole(NormSlot::query);
  const std::optional<kernels::RowNorm> key = whole(NormSlot::key);
  const float limit = config.projection_limit;
  if (!query && !key && limit == 0) return;
  team.share(qkv.rows(), [&](std::int64_t t) {
    float* q = qkv.row(t).data();
    float* k = q + config.queries();
    if (query) query->apply(q, config.queries(), q);
    if (key) key->apply(k, config.keys(), k);
    if (limit == 0) return;
    for (std::int64_t i = 0; i < qkv.cols(); ++i) q[i] = std::clamp(q[i], -limit, limit);
  });
}

void CacheWriter::store(const BatchLayout& layout, std::int64_t layer, MatrixView qkv, Team& team) const {
  const Heads all{
      .layer = layer, .first = 0, .count = config_.layers[static_cast<std::size_t>(layer)].attention.kv_heads};
  team.share(static_cast<std::int64_t>(layout.parts().size()), [&](std::int64_t i) {
    const PagePart& part = layout.parts()[static_cast<std::size_t>(i)];
    if (part.row == part.run->row) copy_begun_page(layout, *part.run, all);
    store_part(layout, part, all, qkv);
  });
}

void CacheWriter::store_head(const BatchLayout& layout, const AttentionRun& run, std::int64_t layer,
                             std::int64_t kv_head, MatrixView qkv) const {
  const Heads one{.layer = layer, .first = kv_head, .count = 1};
  copy_begun_page(layout, run, one);
  store_part(layout, {.run = &run, .row = run.row, .rows = 1}, one, qkv);
}

/// Before the tokens of a run that ends stand those that its sequence holds.
void CacheWriter::copy_begun_page(const BatchLayout& layout, const AttentionRun& run, const Heads& heads) const {
  const kernels::KvPage& from = layout.begun(run);
  if (from.data == nullptr) return;
  cache_.copy_layer(from.data + heads.layer * from.layer_stride,
                    run.pages[run.first_position / KvCache::kPagePositions].data, heads.first, heads.count,
                    run.first_position % KvCache::kPagePositions);
}

void CacheWriter::norm_heads(const Heads& heads, MatrixView rows) const {
  const Layer layer(config_, weights_, static_cast<std::size_t>(heads.layer));
  const AttentionConfig& config = layer.config.attention;
  if (config.query_key_norm == QueryKeyNorm::projection) return;
  const auto each = [&](NormSlot slot, std::int64_t column, std::int64_t first, std::int64_t count) {
    const std::optional<kernels::RowNorm> of_all = layer.norm(slot);
    if (!of_all) return;
    for (std::int64_t head = first; head < first + count; ++head) {
      const std::int64_t start = head * config.head_size;
      kernels::RowNorm norm = *of_all;
      norm.gain += start;
      norm.bias += start;
      for (std::int64_t i = 0; i < rows.rows(); ++i) {
        float* x = rows.row(i).data() + column + start;
        norm.apply(x, config.head_size, x);
      }
    }
  };
  const std::int64_t group = config.heads / config.kv_heads;
  each(NormSlot::query, 0, heads.first * group, heads.count * group);
  each(NormSlot::key, config.queries(), heads.first, heads.count);
}

/// rows: of qkv, at consecutive positions.
void CacheWriter::norm_and_turn(const Heads& heads, MatrixView rows, std::int64_t position,
                                std::int64_t rotary_length) const {
  const bool after = attention(heads).normed_after_turn;
  if (!after) norm_heads(heads, rows);
  turn(heads, rows, position, rotary_length);
  if (after) norm_heads(heads, rows);
}

void CacheWriter::turn(const Heads& heads, MatrixView rows, std::int64_t position, std::int64_t rotary_length) const {
  const AttentionConfig& config = attention(heads);
  switch (config.positions) {
    case AttentionPositions::none:
    case AttentionPositions::alibi:
    case AttentionPositions::key_bias:
      return;
    case AttentionPositions::rotary: {
      const kernels::RopeTable& table = rotary_.table(config.rotary, rotary_length);
      const std::int64_t group = config.heads / config.kv_heads;
      const std::int64_t size = config.head_size;
      for (std::int64_t i = 0; i < rows.rows(); ++i) {
        float* q = rows.row(i).data();
        table.rotate(q + heads.first * group * size, heads.count * group, size, position + i);
        table.rotate(q + config.queries() + heads.first * size, heads.count, size, position + i);
      }
      return;
    }
  }
}

void CacheWriter::store_part(const BatchLayout& layout, const PagePart& part, const Heads& heads,
                             MatrixView qkv) const {
  const AttentionConfig& config = attention(heads);
  const std::int64_t size = config.head_size;
  const std::int64_t stride = KvCache::value_stride(size);
  const std::int64_t position = part.run->first_position + part.row - part.run->row;
  const std::int64_t in_page = position % KvCache::kPagePositions;
  const kernels::KvPage& to = part.run->pages[position / KvCache::kPagePositions];
  norm_and_turn(heads, kernels::view(qkv.row(part.row).data(), part.rows, qkv.cols(), qkv.outerStride()), position,
                layout.rotary_length(*part.run));
  const float* k = qkv.row(part.row).data() + config.queries() + heads.first * size;
  const float* v = k + config.keys();
  float* keys = to.data + heads.layer * to.layer_stride + heads.first * KvCache::kPagePositions * size;
  float* values = to.data + heads.layer * to.layer_stride + cache_.values() +
                  (heads.first * KvCache::kPagePositions + in_page) * stride;
  for (std::int64_t h = 0; h < heads.count; ++h) {
    kernels::append_keys(keys + h * KvCache::kPagePositions * size, in_page, k + h * size, qkv.outerStride(), part.rows,
                         size);
    kernels::view(values + h * KvCache::kPagePositions * stride, part.rows, size, stride) =
        kernels::view(v + h * size, part.rows, size, qkv.outerStride());
  }
}

}  // namespace coldread
