#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/generic/attention.inl"
#include "kernels/isas.h"
#include "kernels/key_layout.h"
#include "kernels/key_tile.h"
#include "machine/buffer.h"

// The kernel of attention under a task's rules: which keys a position sees, and what becomes of their scores.

namespace coldread::kernels {
namespace {

constexpr std::int64_t kHeadSize = 24;

/// Keys and values of one head in tiles; NaN in all places but `from` to `end`-1.
struct Tiles {
  std::int64_t stride = value_stride(kHeadSize);
  std::vector<std::vector<float>> keys;
  std::vector<std::vector<float>> values;

  Tiles(std::int64_t from, std::int64_t end) {
    const std::vector<float> key = noise(end * kHeadSize, 31);
    const std::vector<float> value = noise(end * kHeadSize, 32);
    for (std::int64_t start = 0; start < end; start += kTileKeys) {
      keys.emplace_back(kTileKeys * kHeadSize, std::nanf(""));
      values.emplace_back(kTileKeys * stride, std::nanf(""));
      const std::int64_t held = std::min(kTileKeys, end - start);
      for (std::int64_t i = std::max<std::int64_t>(from - start, 0); i < held; ++i) {
        for (std::int64_t d = 0; d < kHeadSize; ++d) {
          const auto at = static_cast<std::size_t>((start + i) * kHeadSize + d);
          keys.back()[static_cast<std::size_t>(key_element(i, d, held, kHeadSize))] = key[at];
          values.back()[static_cast<std::size_t>(i * stride + d)] = value[at];
        }
      }
    }
  }
};

/// The positions from `first` on, of `group` heads each, under a rule.
std::vector<float> attend(AttentionTask task, const Tiles& tiles, const std::vector<float>& q) {
  std::vector<const float*> keys;
  std::vector<const float*> values;
  for (auto t = static_cast<std::size_t>(first_tile(task.visible, task.first_position)); t < tiles.keys.size(); ++t) {
    keys.push_back(tiles.keys[t].data());
    values.push_back(tiles.values[t].data());
  }
  FloatBuffer scratch(attention_scratch(kHeadSize));
  std::vector<float> out(q.size());
  task.q = q.data();
  task.q_stride = task.out_stride = task.group * kHeadSize;
  task.head_size = kHeadSize;
  task.held = task.first_position + task.positions;
  task.keys = keys.data();
  task.values = values.data();
  task.scale = 0.5F;
  task.out = out.data();
  task.scratch = scratch.data();
  attention_of(task);
  return out;
}

TEST_CASE("a window over all keys has the bits of no window") {
  const Tiles tiles(0, 150);
  const std::vector<float> q = noise(16 * 3 * kHeadSize, 33);
  AttentionTask causal;
  causal.first_position = 134;
  causal.positions = 16;
  causal.group = 3;
  AttentionTask window = causal;
  window.visible = {.window = 150};
  CHECK(first_difference(attend(window, tiles, q), attend(causal, tiles, q)) == -1);
}

/// The definition in double precision, one query vector after the other, over the keys that the task sees.
std::vector<double> naive(const AttentionTask& task, const Tiles& tiles, const std::vector<float>& q) {
  std::vector<double> out(q.size());
  const std::int64_t all = task.first_position + task.positions;
  for (std::int64_t v = 0; v < task.positions * task.group; ++v) {
    const std::int64_t position = task.first_position + v / task.group;
    const std::int64_t head = v % task.group;
    const auto of_head = [&](const float* values) {
      return values == nullptr ? 0.0 : static_cast<double>(values[head]);
    };
    double total = task.rule.sinks == nullptr ? 0 : std::exp(of_head(task.rule.sinks));
    double* sum = out.data() + v * kHeadSize;
    for (std::int64_t p = task.visible.first(position); p <= position; ++p) {
      const auto tile = static_cast<std::size_t>(p / kTileKeys);
      const std::int64_t held = std::min(kTileKeys, all - p / kTileKeys * kTileKeys);
      double score = 0;
      for (std::int64_t d = 0; d < kHeadSize; ++d) {
        const auto key = static_cast<std::size_t>(key_element(p % kTileKeys, d, held, kHeadSize));
        score += 0.5 * static_cast<double>(q[static_cast<std::size_t>(v * kHeadSize + d)]) *
                 static_cast<double>(tiles.keys[tile][key]);
      }
      const auto cap = static_cast<double>(task.rule.cap);
      if (cap != 0) score = cap * std::tanh(score / cap);
      score += of_head(task.rule.slopes) * static_cast<double>(p - position);
      if (task.rule.key_bias != nullptr) {
        score += static_cast<double>(task.rule.key_bias[head * task.rule.key_bias_stride + p]);
      }
      total += std::exp(score);
      for (std::int64_t d = 0; d < kHeadSize; ++d) {
        sum[d] += std::exp(score) *
                  static_cast<double>(tiles.values[tile][static_cast<std::size_t>(p % kTileKeys * tiles.stride + d)]);
      }
    }
    for (std::int64_t d = 0; d < kHeadSize; ++d) sum[d] /= total;
  }
  return out;
}

/// Three heads' positions 134 to 149.
AttentionTask some_positions() {
  AttentionTask task;
  task.first_position = 134;
  task.positions = 16;
  task.group = 3;
  return task;
}

void check_near_naive(const AttentionTask& task) {
  const std::vector<float> q = noise(task.positions * task.group * kHeadSize, 34);
  const std::vector<float> out = attend(task, Tiles(task.visible.first(task.first_position), 150), q);
  const std::vector<double> expected = naive(task, Tiles(0, 150), q);
  for (std::size_t i = 0; i < out.size(); ++i) CHECK(out[i] == doctest::Approx(expected[i]).epsilon(1e-4));
}

TEST_CASE("a window starts at its first tile, and nothing before it reaches a result") {
  for (const std::int64_t width : {1, 5, 17, 64, 70, 100}) {
    CAPTURE(width);
    AttentionTask task = some_positions();
    task.visible = {.window = width};
    check_near_naive(task);
  }
}

TEST_CASE("scores are capped, fall with distance or rise by key, and a sink takes its share") {
  const std::vector<float> slopes = {0.5F, 0.0625F, 0.001F};
  const std::vector<float> sinks = {3.0F, -1.0F, 0.5F};
  const std::vector<float> key_bias = noise(3 * 192, 35);
  AttentionTask capped = some_positions();
  capped.rule.cap = 1.5F;
  check_near_naive(capped);
  AttentionTask alibi = some_positions();
  alibi.rule.slopes = slopes.data();
  check_near_naive(alibi);
  AttentionTask by_key = some_positions();
  by_key.rule.key_bias = key_bias.data();
  by_key.rule.key_bias_stride = 192;
  check_near_naive(by_key);
  AttentionTask with_sinks = some_positions();
  with_sinks.rule.sinks = sinks.data();
  check_near_naive(with_sinks);
  AttentionTask all = by_key;
  all.visible = {.window = 70};
  all.rule.cap = 2;
  all.rule.slopes = slopes.data();
  all.rule.sinks = sinks.data();
  check_near_naive(all);
}

}  // namespace
}  // namespace coldread::kernels
