#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/generic/attention.inl"
#include "kernels/isas.h"
#include "kernels/key_layout.h"
#include "kernels/key_tile.h"
#include "machine/buffer.h"

// The kernel of attention under a rule that no model has: it asks the task which keys a position sees.

namespace coldread::kernels {
namespace {

constexpr std::int64_t kHeadSize = 24;

struct Window {
  std::int64_t width = 0;
  std::int64_t first(std::int64_t position) const { return position < width ? 0 : position - width + 1; }
  static std::int64_t end(std::int64_t position) { return position + 1; }
};
struct WindowTask : AttentionTask {
  Window visible;
};

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
template <typename Task>
std::vector<float> attend(Task task, const Tiles& tiles, const std::vector<float>& q) {
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
  WindowTask window;
  static_cast<AttentionTask&>(window) = causal;
  window.visible = {150};
  CHECK(first_difference(attend(window, tiles, q), attend(causal, tiles, q)) == -1);
}

TEST_CASE("a window starts at its first tile, and nothing before it reaches a result") {
  for (const std::int64_t width : {1, 5, 17, 64, 70, 100}) {
    CAPTURE(width);
    WindowTask task;
    task.first_position = 134;
    task.positions = 16;
    task.group = 3;
    task.visible = {width};
    const std::vector<float> q = noise(task.positions * task.group * kHeadSize, 34);
    const std::int64_t first = task.visible.first(task.first_position);
    const std::vector<float> out = attend(task, Tiles(first, 150), q);
    const Tiles tiles(0, 150);
    for (std::int64_t v = 0; v < task.positions * task.group; ++v) {
      const std::int64_t position = task.first_position + v / task.group;
      std::vector<double> expected(kHeadSize);
      double total = 0;
      for (std::int64_t p = task.visible.first(position); p <= position; ++p) {
        const auto tile = static_cast<std::size_t>(p / kTileKeys);
        const std::int64_t held = std::min(kTileKeys, 150 - p / kTileKeys * kTileKeys);
        double score = 0;
        for (std::int64_t d = 0; d < kHeadSize; ++d) {
          score += 0.5 * static_cast<double>(q[static_cast<std::size_t>(v * kHeadSize + d)]) *
                   static_cast<double>(
                       tiles.keys[tile][static_cast<std::size_t>(key_element(p % kTileKeys, d, held, kHeadSize))]);
        }
        total += std::exp(score);
        for (std::int64_t d = 0; d < kHeadSize; ++d) {
          expected[static_cast<std::size_t>(d)] +=
              std::exp(score) *
              static_cast<double>(tiles.values[tile][static_cast<std::size_t>(p % kTileKeys * tiles.stride + d)]);
        }
      }
      for (std::int64_t d = 0; d < kHeadSize; ++d) {
        const float got = out[static_cast<std::size_t>(v * kHeadSize + d)];
        CHECK(got == doctest::Approx(expected[static_cast<std::size_t>(d)] / total).epsilon(1e-4));
      }
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
