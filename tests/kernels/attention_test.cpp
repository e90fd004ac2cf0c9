#include "kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/activation.h"
#include "kernels/isas.h"
#include "support/by_team.h"

namespace coldread::kernels {
namespace {

/// One sequence's keys and values in tiles; slots beyond `length` hold `unwritten`.
struct Tiles {
  std::int64_t heads, size, stride;
  std::vector<std::vector<float>> keys, values;
  std::vector<const float*> key_pointers, value_pointers;

  Tiles(std::int64_t kv_heads, std::int64_t head_size, std::int64_t length, float unwritten)
      : heads(kv_heads), size(head_size), stride((head_size + 15) / 16 * 16) {
    const std::vector<float> k = noise(length * heads * size, 11);
    const std::vector<float> v = noise(length * heads * size, 12);
    for (std::int64_t t = 0; t * 64 < length; ++t) {
      keys.emplace_back(heads * size * 64, unwritten);
      values.emplace_back(heads * 64 * stride, unwritten);
    }
    for (std::int64_t p = 0; p < length; ++p) {
      for (std::int64_t h = 0; h < heads; ++h) {
        for (std::int64_t d = 0; d < size; ++d) {
          const auto from = static_cast<std::size_t>((p * heads + h) * size + d);
          key(p, h, d) = k[from];
          value(p, h, d) = v[from];
        }
      }
    }
    for (const auto& tile : keys) key_pointers.push_back(tile.data());
    for (const auto& tile : values) value_pointers.push_back(tile.data());
  }
  float& key(std::int64_t p, std::int64_t h, std::int64_t d) {
    return keys[static_cast<std::size_t>(p / 64)][static_cast<std::size_t>((h * size + d) * 64 + p % 64)];
  }
  float& value(std::int64_t p, std::int64_t h, std::int64_t d) {
    return values[static_cast<std::size_t>(p / 64)][static_cast<std::size_t>((h * 64 + p % 64) * stride + d)];
  }
  AttentionTiles pointers() const { return {key_pointers.data(), value_pointers.data()}; }
};

float exp_of(float x) {
  float y = 0;
  exp(&x, 1, &y);
  return y;
}

/// The definition, one query vector at a time.
std::vector<float> naive(const float* q, Tiles& tiles, std::int64_t head, std::int64_t position, float scale) {
  std::vector<float> out(static_cast<std::size_t>(tiles.size));
  float max = -INFINITY;
  float sum = 0;
  for (std::int64_t start = 0; start <= position; start += 64) {
    const std::int64_t end = std::min(start + 64, position + 1);
    std::vector<float> scores;
    for (std::int64_t p = start; p < end; ++p) {
      float score = 0;
      for (std::int64_t d = 0; d < tiles.size; ++d) score = std::fma(q[d] * scale, tiles.key(p, head, d), score);
      scores.push_back(score);
    }
    const float now = std::max(max, *std::max_element(scores.begin(), scores.end()));
    std::vector<float> weights(64);
    for (std::size_t j = 0; j < scores.size(); ++j) weights[j] = exp_of(scores[j] - now);
    std::vector<float> lanes(16);
    for (std::size_t i = 0; i < 16; ++i) {
      lanes[i] = (weights[i] + weights[i + 16]) + (weights[i + 32] + weights[i + 48]);
    }
    const float factor = max == now ? 1.0F : exp_of(max - now);
    sum = std::fma(sum, factor, pairwise(lanes));
    for (std::int64_t d = 0; d < tiles.size; ++d) {
      float& o = out[static_cast<std::size_t>(d)];
      o *= factor;
      for (std::size_t j = 0; j < scores.size(); ++j) {
        o = std::fma(weights[j], tiles.value(start + static_cast<std::int64_t>(j), head, d), o);
      }
    }
    max = now;
  }
  for (float& o : out) o /= sum;
  return out;
}

void check(const AttentionShape& shape, std::int64_t first, std::int64_t positions) {
  Tiles tiles(shape.kv_heads, shape.head_size, first + positions, std::nanf(""));
  const std::int64_t width = shape.heads * shape.head_size;
  std::vector<float> q = noise(positions * width, 13);
  for (float& x : q) x *= 8;
  std::vector<float> expected;
  for (std::int64_t t = 0; t < positions; ++t) {
    for (std::int64_t h = 0; h < shape.heads; ++h) {
      const std::vector<float> head = naive(q.data() + t * width + h * shape.head_size, tiles,
                                            h / (shape.heads / shape.kv_heads), first + t, shape.scale);
      expected.insert(expected.end(), head.begin(), head.end());
    }
  }
  CAPTURE(first);
  CAPTURE(positions);
  CAPTURE(shape.heads);
  CAPTURE(shape.kv_heads);
  CAPTURE(shape.head_size);
  on_every_isa([&] {
    for (const int threads : {1, 2}) {
      std::vector<float> out(q.size());
      const AttentionRun run{.row = 0, .positions = positions, .first_position = first, .tiles = tiles.pointers()};
      test::by_team(threads, [&](Team& team) {
        attention({q.data(), positions, width, width}, {&run, 1}, shape, {out.data(), positions, width, width}, team);
      });
      CHECK(first_difference(out, expected) == -1);
    }
  });
}

TEST_CASE("attention has the bits of the naive loop, and unwritten slots reach no result") {
  check({.heads = 1, .kv_heads = 1, .head_size = 1, .scale = 1.0F}, 0, 1);
  check({.heads = 3, .kv_heads = 1, .head_size = 64, .scale = 0.125F}, 0, 70);
  check({.heads = 6, .kv_heads = 2, .head_size = 16, .scale = 0.25F}, 60, 9);
  check({.heads = 4, .kv_heads = 4, .head_size = 8, .scale = 0.35F}, 127, 2);
  check({.heads = 4, .kv_heads = 2, .head_size = 80, .scale = 0.1F}, 3, 131);
  check({.heads = 50, .kv_heads = 1, .head_size = 5, .scale = 0.5F}, 62, 3);
}

TEST_CASE("attention weighs values by the softmax of the scores") {
  Tiles tiles(1, 1, 2, 0);
  tiles.key(0, 0, 0) = 0.0F;
  tiles.key(1, 0, 0) = 1.0F;
  tiles.value(0, 0, 0) = 10.0F;
  tiles.value(1, 0, 0) = 20.0F;
  const std::vector<float> q = {1.0F, 2.0F};
  std::vector<float> out(2);
  const AttentionRun run{.row = 0, .positions = 2, .first_position = 0, .tiles = tiles.pointers()};
  Team alone(1);
  attention({q.data(), 2, 1, 1}, {&run, 1}, {.heads = 1, .kv_heads = 1, .head_size = 1, .scale = 1},
            {out.data(), 2, 1, 1}, alone);
  CHECK(out[0] == 10.0F);
  CHECK(out[1] == doctest::Approx((10 + 20 * std::exp(2.0)) / (1 + std::exp(2.0))));
}

TEST_CASE("a row's bits do not depend on the other rows of the call") {
  const AttentionShape shape{.heads = 6, .kv_heads = 2, .head_size = 24, .scale = 0.2F};
  Tiles tiles(2, 24, 100, 0);
  const std::vector<float> q = noise(100 * 144, 17);
  on_every_isa([&] {
    std::vector<float> together(q.size());
    AttentionRun run{.row = 0, .positions = 100, .first_position = 0, .tiles = tiles.pointers()};
    test::by_team(1, [&](Team& team) {
      attention({q.data(), 100, 144, 144}, {&run, 1}, shape, {together.data(), 100, 144, 144}, team);
    });
    std::vector<float> alone(q.size());
    std::vector<AttentionRun> runs;
    for (std::int64_t t = 99; t >= 0; --t) {
      runs.push_back({.row = t, .positions = 1, .first_position = t, .tiles = tiles.pointers()});
    }
    test::by_team(2, [&](Team& team) {
      attention({q.data(), 100, 144, 144}, runs, shape, {alone.data(), 100, 144, 144}, team);
    });
    CHECK(first_difference(alone, together) == -1);
  });
}

}  // namespace
}  // namespace coldread::kernels
