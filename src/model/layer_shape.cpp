#include "model/layer_shape.h"

#include <algorithm>

#include "base/error.h"
#include "kernels/raw.h"

namespace coldread {

LinearShape linear_shape(const ModelConfig& config, const LayerConfig& layer, LinearSlot slot) {
  const AttentionConfig& attention = layer.attention;
  const FeedForwardConfig& inner = layer.feed_forward;
  switch (slot) {
    case LinearSlot::qkv:
      return {.parts = {attention.queries(), attention.keys(), attention.keys()}, .inputs = config.width};
    case LinearSlot::attention_out:
      return {.parts = {config.width}, .inputs = attention.queries()};
    case LinearSlot::up:
      return {.parts = {inner.width, inner.gated ? inner.width : 0}, .inputs = config.width, .gated = inner.gated};
    case LinearSlot::down:
      return {.parts = {config.width}, .inputs = inner.width};
  }
  COLDREAD_CHECK(false);
}

LinearShape head_shape(const ModelConfig& config) {
  return {.parts = {config.vocabulary}, .inputs = embedding_width(config)};
}

std::int64_t embedding_width(const ModelConfig& config) {
  return config.embedding_width == 0 ? config.width : config.embedding_width;
}

std::int64_t norm_size(const ModelConfig& config, const LayerConfig& layer, NormSlot slot) {
  switch (slot) {
    case NormSlot::query:
      return layer.attention.queries();
    case NormSlot::key:
      return layer.attention.keys();
    case NormSlot::attention:
    case NormSlot::attention_branch:
    case NormSlot::attention_sum:
    case NormSlot::feed_forward:
    case NormSlot::feed_forward_branch:
    case NormSlot::feed_forward_sum:
      return config.width;
  }
  COLDREAD_CHECK(false);
}

KvShape kv_shape(const ModelConfig& config) {
  COLDREAD_CHECK(!config.layers.empty());
  const AttentionConfig& first = config.layers.front().attention;
  for (const LayerConfig& layer : config.layers) {
    COLDREAD_CHECK(layer.attention.kv_heads == first.kv_heads && layer.attention.head_size == first.head_size);
  }
  return {
      .layers = static_cast<std::int64_t>(config.layers.size()), .heads = first.kv_heads, .head_size = first.head_size};
}

PassRow pass_row(const ModelConfig& config) {
  PassRow row{.residual = kernels::row_stride(config.width), .normed = kernels::row_stride(config.width)};
  const auto widen = [&](std::int64_t& to, std::int64_t columns) { to = std::max(to, kernels::row_stride(columns)); };
  if (config.embedding_width != 0) widen(row.branch, config.embedding_width);
  for (const LayerConfig& layer : config.layers) {
    widen(row.qkv, linear_shape(config, layer, LinearSlot::qkv).outputs());
    widen(row.attended, linear_shape(config, layer, LinearSlot::attention_out).inputs);
    widen(row.inner, linear_shape(config, layer, LinearSlot::down).inputs);
    const bool normed = layer.norms[NormSlot::attention_branch] || layer.norms[NormSlot::feed_forward_branch];
    if (normed || layer.residual_scale != 1) widen(row.branch, config.width);
  }
  return row;
}

}  // namespace coldread
