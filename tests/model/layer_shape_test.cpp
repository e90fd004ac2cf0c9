#include "model/layer_shape.h"

#include <doctest/doctest.h>

#include "kernels/raw.h"
#include "support/small_model.h"

namespace coldread {
namespace {

/// Six heads of 4 over two key/value heads, a width of 16, a gated block of 40.
ModelConfig grouped() {
  ModelConfig config;
  config.vocabulary = 7;
  config.width = 16;
  LayerConfig& layer = config.layers.emplace_back();
  layer.attention = {.heads = 6, .kv_heads = 2, .head_size = 4};
  layer.feed_forward = {.width = 40, .gated = true};
  return config;
}

TEST_CASE("the shape of each matrix follows from its layer") {
  const ModelConfig config = grouped();
  const auto shape = [&](LinearSlot slot) { return linear_shape(config, config.layers[0], slot); };
  CHECK(shape(LinearSlot::qkv).parts == std::array<std::int64_t, 3>{24, 8, 8});
  CHECK(shape(LinearSlot::qkv).outputs() == 40);
  CHECK(shape(LinearSlot::qkv).inputs == 16);
  CHECK(shape(LinearSlot::attention_out).outputs() == 16);
  CHECK(shape(LinearSlot::attention_out).inputs == 24);
  CHECK(shape(LinearSlot::up).gated);
  CHECK(shape(LinearSlot::up).outputs() == 40);
  CHECK(shape(LinearSlot::up).weights() == 2 * 40 * 16);
  CHECK(shape(LinearSlot::down).outputs() == 16);
  CHECK(shape(LinearSlot::down).inputs == 40);
  CHECK(head_shape(config).weights() == 7 * 16);
}

TEST_CASE("an ungated block has one matrix up") {
  const ModelConfig config = small_model();
  const LinearShape up = linear_shape(config, config.layers[0], LinearSlot::up);
  CHECK_FALSE(up.gated);
  CHECK(up.outputs() == 3);
  CHECK(up.weights() == 3 * 2);
}

TEST_CASE("buffers have room for the widest layer") {
  ModelConfig config = grouped();
  const PassRow one = pass_row(config);
  CHECK(one.residual == kernels::row_stride(16));
  CHECK(one.qkv == kernels::row_stride(40));
  CHECK(one.attended == kernels::row_stride(24));
  CHECK(one.inner == kernels::row_stride(40));
  CHECK(one.floats() == 2 * one.residual + one.qkv + one.attended + one.inner);
  CHECK(one.branch == 0);
  config.layers.push_back(config.layers[0]);
  config.layers[1].residual_scale = 0.5F;
  CHECK(pass_row(config).branch == kernels::row_stride(16));
  config.layers[1].feed_forward.width = 100;
  CHECK(pass_row(config).inner == kernels::row_stride(100));
  CHECK(pass_row(config).attended == one.attended);
}

TEST_CASE("the cache holds the key/value heads of every layer") {
  ModelConfig config = grouped();
  config.layers.push_back(config.layers[0]);
  const KvShape shape = kv_shape(config);
  CHECK(shape.layers == 2);
  CHECK(shape.heads == 2);
  CHECK(shape.head_size == 4);
}

}  // namespace
}  // namespace coldread
