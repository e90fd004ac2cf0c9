#include "sampling/sampling.h"

#include <cmath>
#include <doctest/doctest.h>

#include "base/error.h"
#include "base/philox.h"
#include "sampling/exponential.h"
#include "sampling/options.h"

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
  const SamplingSettings settings{.do_sample = true, .repetition_penalty = 2, .temperature = 0};
  CHECK(distribution(logits, settings) == std::vector<double>{0, 1, 0, 0});
  const std::vector<TokenId> previous = {1};
  CHECK(distribution(logits, settings, {previous}) == std::vector<double>{0, 0, 1, 0});
}

TEST_CASE("Penalties count what was generated, presence once and frequency each time") {
  const std::vector<double> logits = {0, 0, 0};
  const std::vector<TokenId> previous = {0, 1, 1};
  const SamplingSettings settings{.do_sample = true, .frequency_penalty = 0.5, .presence_penalty = 1};
  const auto got = distribution(logits, settings, {previous, 1});  // token 0 is the prompt
  CHECK(got[0] == got[2]);
  CHECK(got[1] / got[0] == doctest::Approx(std::exp(-2.0)));  // 2 * 0.5 + 1
}

TEST_CASE("The n-gram ban cuts what would repeat, unless that is all") {
  const std::vector<double> logits = {1, 2, 3};
  const std::vector<TokenId> previous = {2, 1, 2};  // after 2 came 1
  const auto got = distribution(logits, {.do_sample = true, .no_repeat_ngram_size = 2}, {previous});
  CHECK(got[1] == 0);
  CHECK(got[2] > got[0]);
  const std::vector<TokenId> every = {0, 1, 2};
  CHECK(distribution(logits, {.do_sample = true, .no_repeat_ngram_size = 1}, {every})[2] > 0);
}

TEST_CASE("Greedy choices heed bias and penalties, not the steps that shape a distribution") {
  const std::vector<float> logits = {1, 3, 2};
  const std::vector<TokenId> previous = {1};
  CHECK(most_likely(logits, {}, {previous}) == 1);
  CHECK(most_likely(logits, {.temperature = 9, .top_k = 1}, {previous}) == 1);
  CHECK(most_likely(logits, {.logit_bias = {{0, 5.0}}}, {previous}) == 0);
  CHECK(most_likely(logits, {.repetition_penalty = 2}, {previous}) == 2);
  CHECK(most_likely(logits, {.no_repeat_ngram_size = 1}, {previous}) == 2);
  CHECK(changes_logits({.presence_penalty = 0.1}));
  CHECK_FALSE(changes_logits({.do_sample = true, .temperature = 0.5}));
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
      {.do_sample = true, .repetition_penalty = 1.3, .top_p = 0.9},
      {.do_sample = true, .temperature = 1.5, .min_p = 0.1},
      {.do_sample = true, .typical_p = 0.7},
      {.do_sample = true, .top_p = 0.8, .order = SamplingOrder::openai_gpt2},
      {.do_sample = true, .epsilon_cutoff = 0.05},
      {.do_sample = true, .temperature = 1.2, .eta_cutoff = 0.2},
      {.do_sample = true, .logit_bias = {{1, 2.0}}, .frequency_penalty = 0.5, .presence_penalty = 0.5},
  };
  const std::vector<TokenId> previous = {2, 6};
  for (const auto& settings : cases) {
    for (const std::uint64_t seed : {1U, 2U, 3U}) {
      CAPTURE(seed);
      const auto expected = distribution(exact, settings, {previous});
      const RandomStream random(seed, "frequencies", 0, 0);
      std::vector<int> count(logits.size());
      for (std::uint32_t step = 0; step < kDraws; ++step) {
        ++count[static_cast<std::size_t>(draw(logits, settings, {previous}, random.uniform(step)))];
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
      MESSAGE("chi-square ", chi_square, " with ", kept - 1, " degrees of freedom");
    }
  }
}

TEST_CASE("Settings are read from options by name and written so that they read back") {
  Dict biases;
  biases.set("7", -2.5);
  biases.set("3", 1);
  Dict options;
  options.set("top_k", 5);
  options.set("logit_bias", biases);
  options.set("no_repeat_ngram_size", 3);
  options.set("eta_cutoff", 0.01);
  const SamplingSettings settings = sampling_settings(options);
  CHECK(settings.do_sample);
  CHECK(settings.logit_bias == std::vector<std::pair<TokenId, double>>{{3, 1.0}, {7, -2.5}});
  CHECK(sampling_settings(to_options(settings)) == settings);
  Dict penalty;
  penalty.set("frequency_penalty", 0.5);
  CHECK_FALSE(sampling_settings(penalty).do_sample);
  Dict wrong;
  wrong.set("top_q", 1);
  CHECK_THROWS_WITH_AS(sampling_settings(wrong), "unknown sampling option 'top_q'; did you mean 'top_k'?", Error);
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
  CHECK_THROWS_AS(check({.epsilon_cutoff = 1}), Error);
  CHECK_THROWS_AS(check({.eta_cutoff = -0.1}), Error);
  CHECK_THROWS_AS(check({.frequency_penalty = INFINITY}), Error);
  CHECK_THROWS_AS(check({.no_repeat_ngram_size = -1}), Error);
  CHECK_THROWS_AS(check({.logit_bias = {{-1, 0.0}}}), Error);
  CHECK_THROWS_AS(check({.repetition_penalty = 0}), Error);
}
