#include "sampling/sampling.h"

#include <cmath>
#include <doctest/doctest.h>

#include "base/error.h"
#include "base/philox.h"
#include "sampling/exponential.h"

using namespace coldread;

TEST_CASE("The exponential is within two units in the last place and 0 far below") {
  for (double x = 0; x > -700; x -= 0.0371) {
    CAPTURE(x);
    CHECK(std::fabs(exp_of_nonpositive(x) / std::exp(x) - 1) < 4.5e-16);
  }
  CHECK(exp_of_nonpositive(0) == 1.0);
  CHECK(exp_of_nonpositive(-709) == 0.0);
  CHECK(exp_of_nonpositive(-1e300) == 0.0);
}

TEST_CASE("A draw walks the distribution in ascending order of id") {
  const std::vector<float> logits = {0, 0, -1000, 0, 0};  // quarters on 0, 1, 3, 4
  const SamplingSettings settings{.do_sample = true};
  CHECK(draw(logits, settings, {}, 0.0) == 0);
  CHECK(draw(logits, settings, {}, 0.2499) == 0);
  CHECK(draw(logits, settings, {}, 0.25) == 1);
  CHECK(draw(logits, settings, {}, 0.5) == 3);
  CHECK(draw(logits, settings, {}, 0.75) == 4);
  CHECK(draw(logits, settings, {}, 1 - 0x1p-53) == 4);
}

TEST_CASE("A draw never gives a token that a step cut") {
  const std::vector<float> logits = {1, 5, 2, 4, 3};
  const SamplingSettings settings{.do_sample = true, .top_k = 2};
  for (int i = 0; i < 100; ++i) {
    const TokenId id = draw(logits, settings, {}, i / 100.0);
    CHECK((id == 1 || id == 3));
  }
}

TEST_CASE("Temperature 0 leaves the most likely token, of equals the lowest id, after the repetition penalty") {
  const std::vector<double> logits = {1, 3, 3, 2};
  const SamplingSettings settings{.do_sample = true, .temperature = 0, .repetition_penalty = 2};
  CHECK(distribution(logits, settings) == std::vector<double>{0, 1, 0, 0});
  const std::vector<TokenId> previous = {1};
  CHECK(distribution(logits, settings, previous) == std::vector<double>{0, 0, 1, 0});
}

TEST_CASE("Long-run frequencies fit the distribution by chi-square") {
  const std::vector<float> logits = {0.3F, -1.2F, 2.0F, 1.1F, 0.0F, -0.4F, 1.7F, -2.5F, 0.9F, 0.6F};
  const std::vector<double> exact(logits.begin(), logits.end());
  // 0.999 quantiles of the chi-square distribution, by degrees of freedom
  constexpr double kQuantile[] = {0, 10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32, 26.12, 27.88};
  constexpr int kDraws = 50000;
  const SamplingSettings cases[] = {
      {.do_sample = true},
      {.do_sample = true, .temperature = 0.7, .top_k = 4},
      {.do_sample = true, .top_p = 0.9, .repetition_penalty = 1.3},
      {.do_sample = true, .temperature = 1.5, .min_p = 0.1},
      {.do_sample = true, .typical_p = 0.7},
      {.do_sample = true, .top_p = 0.8, .order = SamplingOrder::openai_gpt2},
  };
  const std::vector<TokenId> previous = {2, 6};
  for (const auto& settings : cases) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      CAPTURE(seed);
      const auto expected = distribution(exact, settings, previous);
      const RandomStream random(seed, "frequencies", 0, 0);
      std::vector<int> count(logits.size());
      for (std::uint32_t step = 0; step < kDraws; ++step) {
        ++count[static_cast<std::size_t>(draw(logits, settings, previous, random.uniform(step)))];
      }
      double chi_square = 0;
      std::size_t kept = 0;
      for (std::size_t i = 0; i < expected.size(); ++i) {
        if (expected[i] == 0) {
          CHECK(count[i] == 0);
          continue;
        }
        ++kept;
        const double difference = count[i] - expected[i] * kDraws;
        chi_square += difference * difference / (expected[i] * kDraws);
      }
      REQUIRE(kept > 1);
      CHECK(chi_square < kQuantile[kept - 1]);
    }
  }
}

TEST_CASE("Impossible settings are named with their range") {
  CHECK_NOTHROW(check({}));
  CHECK_NOTHROW(check({.do_sample = true, .temperature = 0, .top_k = 40, .top_p = 0, .min_p = 1, .typical_p = 0.2}));
  CHECK_THROWS_WITH_AS(check({.temperature = -0.5}), "temperature is -0.5, but must be 0 (greedy) or more", Error);
  CHECK_THROWS_AS(check({.temperature = NAN}), Error);
  CHECK_THROWS_AS(check({.temperature = INFINITY}), Error);
  CHECK_THROWS_WITH_AS(check({.top_k = -1}), "top_k is -1, but must be 1 or more, or 0 for off", Error);
  CHECK_THROWS_WITH_AS(check({.top_p = 1.5}), "top_p is 1.5, but must be between 0 and 1 (off)", Error);
  CHECK_THROWS_AS(check({.min_p = -0.1}), Error);
  CHECK_THROWS_AS(check({.typical_p = 0}), Error);
  CHECK_THROWS_AS(check({.repetition_penalty = 0}), Error);
}
