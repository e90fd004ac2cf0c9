#include "kernels/attention.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/elementwise.h"
#include "kernels/isas.h"
#include "kernels/key_tile.h"
#include "support/by_team.h"

namespace coldread::kernels {
namespace {

/// Layer 1 of one sequence's keys and values in pages; slots beyond `length` hold `unwritten`.
struct Pages {
  std::int64_t heads, size, stride, length;
  std::vector<std::vector<float>> pages;
  std::vector<KvPage> pointers;

  Pages(std::int64_t kv_heads, std::int64_t head_size, std::int64_t positions, float unwritten)
      : heads(kv_heads), size(head_size), stride((head_size + 15) / 16 * 16), length(positions) {
    const std::vector<float> k = noise(length * heads * size, 11);
    const std::vector<float> v = noise(length * heads * size, 12);
    for (std::int64_t t = 0; t * 64 < length; ++t) pages.emplace_back(kKeys + heads * 64 * (size + stride), unwritten);
    for (std::int64_t p = 0; p < length; ++p) {
      for (std::int64_t h = 0; h < heads; ++h) {
        for (std::int64_t d = 0; d < size; ++d) {
          const auto from = static_cast<std::size_t>((p * heads + h) * size + d);
          key(p, h, d) = k[from];
          value(p, h, d) = v[from];
        }
      }
    }
    for (auto& page : pages) pointers.push_back({.data = page.data(), .layer_stride = kKeys});
  }
  float& key(std::int64_t p, std::int64_t h, std::int64_t d) {
    const std::int64_t held = std::min<std::int64_t>(64, length - p / 64 * 64);
    return pages[static_cast<std::size_t>(p / 64)]
                [static_cast<std::size_t>(kKeys + h * size * 64 + key_element(p % 64, d, held, size))];
  }
  float& value(std::int64_t p, std::int64_t h, std::int64_t d) {
    return pages[static_cast<std::size_t>(p / 64)][static_cast<std::size_t>(values() + (h * 64 + p % 64) * stride + d)];
  }
  std::int64_t values() const { return kKeys + heads * size * 64; }

  static constexpr std::int64_t kKeys = 32;  ///< what the layer before takes
};

float exp_of(float x) {
  float y = 0;
  exp(&x, 1, &y);
  return y;
}

/// The definition, one query vector at a time.
std::vector<float> naive(const float* q, Pages& pages, std::int64_t head, std::int64_t position, float scale) {
  std::vector<float> out(static_cast<std::size_t>(pages.size));
  float max = -INFINITY;
  float sum = 0;
  for (std::int64_t start = 0; start <= position; start += 64) {
    const std::int64_t end = std::min(start + 64, position + 1);
    std::vector<float> scores;
    for (std::int64_t p = start; p < end; ++p) {
      float score = 0;
      for (std::int64_t d = 0; d < pages.size; ++d) score = std::fma(q[d] * scale, pages.key(p, head, d), score);
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
    for (std::int64_t d = 0; d < pages.size; ++d) {
      float& o = out[static_cast<std::size_t>(d)];
      o *= factor;
      for (std::size_t j = 0; j < scores.size(); ++j) {
        o = std::fma(weights[j], pages.value(start + static_cast<std::int64_t>(j), head, d), o);
      }
    }
    max = now;
  }
  for (float& o : out) o /= sum;
  return out;
}

void check(AttentionShape shape, std::int64_t first, std::int64_t positions) {
  Pages pages(shape.kv_heads, shape.head_size, first + positions, std::nanf(""));
  shape.layer = 1;
  const std::int64_t width = shape.heads * shape.head_size;
  std::vector<float> q = noise(positions * width, 13);
  for (float& x : q) x *= 8;
  std::vector<float> expected;
  for (std::int64_t t = 0; t < positions; ++t) {
    for (std::int64_t h = 0; h < shape.heads; ++h) {
      const std::vector<float> head = naive(q.data() + t * width + h * shape.head_size, pages,
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
      const AttentionRun run{.row = 0,
                             .positions = positions,
                             .first_position = first,
                             .held = first + positions,
                             .pages = pages.pointers.data()};
      test::by_team(threads, [&](Team& team) {
        attention(view(q.data(), positions, width, width), {&run, 1}, shape, view(out.data(), positions, width, width),
                  team);
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
  Pages pages(1, 1, 2, 0);
  pages.key(0, 0, 0) = 0.0F;
  pages.key(1, 0, 0) = 1.0F;
  pages.value(0, 0, 0) = 10.0F;
  pages.value(1, 0, 0) = 20.0F;
  const std::vector<float> q = {1.0F, 2.0F};
  std::vector<float> out(2);
  const AttentionRun run{.row = 0, .positions = 2, .first_position = 0, .held = 2, .pages = pages.pointers.data()};
  Team alone(1);
  attention(view(q.data(), 2, 1, 1), {&run, 1}, {.heads = 1, .kv_heads = 1, .head_size = 1, .scale = 1, .layer = 1},
            view(out.data(), 2, 1, 1), alone);
  CHECK(out[0] == 10.0F);
  CHECK(out[1] == doctest::Approx((10 + 20 * std::exp(2.0)) / (1 + std::exp(2.0))));
}

TEST_CASE("a row's bits do not depend on the other rows of the call") {
  const Pages pages(2, 24, 100, 0);
  std::vector<Pages> shorter;
  for (std::int64_t t = 0; t < 100; ++t) shorter.emplace_back(2, 24, t + 1, 0.0F);
  const AttentionShape shape{.heads = 6, .kv_heads = 2, .head_size = 24, .scale = 0.2F, .layer = 1};
  const std::vector<float> q = noise(100 * 144, 17);
  on_every_isa([&] {
    std::vector<float> together(q.size());
    AttentionRun run{.row = 0, .positions = 100, .first_position = 0, .held = 100, .pages = pages.pointers.data()};
    test::by_team(1, [&](Team& team) {
      attention(view(q.data(), 100, 144, 144), {&run, 1}, shape, view(together.data(), 100, 144, 144), team);
    });
    std::vector<float> alone(q.size());
    std::vector<AttentionRun> runs;
    for (std::int64_t t = 99; t >= 0; --t) {
      runs.push_back({.row = t,
                      .positions = 1,
                      .first_position = t,
                      .held = t + 1,
                      .pages = shorter[static_cast<std::size_t>(t)].pointers.data()});
    }
    test::by_team(2, [&](Team& team) {
      attention(view(q.data(), 100, 144, 144), runs, shape, view(alone.data(), 100, 144, 144), team);
    });
    CHECK(first_difference(alone, together) == -1);

    std::vector<float> among_all(q.size());  // each of those positions again, in pages that hold all
    for (AttentionRun& of_one : runs) {
      of_one.held = 100;
      of_one.pages = pages.pointers.data();
    }
    test::by_team(2, [&](Team& team) {
      attention(view(q.data(), 100, 144, 144), runs, shape, view(among_all.data(), 100, 144, 144), team);
    });
    CHECK(first_difference(among_all, together) == -1);
  });
}

TEST_CASE("what comes before attention is done once for each sequence and key/value head, by then") {
  const Pages written(3, 16, 70, 0);
  const AttentionShape shape{.heads = 6, .kv_heads = 3, .head_size = 16, .scale = 0.3F, .layer = 1};
  const std::vector<float> q = noise(96, 19);
  const AttentionRun ready{
      .row = 0, .positions = 1, .first_position = 69, .held = 70, .pages = written.pointers.data()};
  std::vector<float> expected(q.size());
  test::by_team(1, [&](Team& team) {
    attention(view(q.data(), 1, 96, 96), {&ready, 1}, shape, view(expected.data(), 1, 96, 96), team);
  });

  Pages pages(3, 16, 70, 0);
  for (auto& page : pages.pages) std::fill(page.begin(), page.end(), 0.0F);
  std::vector<int> calls(3);
  const auto write_head = [&](const AttentionRun&, std::int64_t head) {
    ++calls[static_cast<std::size_t>(head)];
    for (std::size_t page = 0; page < 2; ++page) {
      for (const std::int64_t start : {Pages::kKeys, written.values()}) {
        const std::int64_t first = start + head * 16 * 64;
        std::copy_n(written.pages[page].begin() + first, 16 * 64, pages.pages[page].begin() + first);
      }
    }
  };
  const AttentionRun run{.row = 0, .positions = 1, .first_position = 69, .held = 70, .pages = pages.pointers.data()};
  std::vector<float> out(q.size());
  test::by_team(2, [&](Team& team) {
    attention(view(q.data(), 1, 96, 96), {&run, 1}, shape, view(out.data(), 1, 96, 96), team, write_head);
  });
  CHECK(calls == std::vector<int>{1, 1, 1});
  CHECK(first_difference(out, expected) == -1);
}

}  // namespace
}  // namespace coldread::kernels
