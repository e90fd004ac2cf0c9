#include "model/rotary_tables.h"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "model/rope_frequencies.h"

namespace coldread {
namespace {

void check_close(const Eigen::ArrayXd& frequencies, const std::vector<double>& expected) {
  REQUIRE(frequencies.size() == static_cast<Eigen::Index>(expected.size()));
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(frequencies[static_cast<Eigen::Index>(i)] == doctest::Approx(expected[i]).epsilon(1e-13));
  }
}

TEST_CASE("yarn stretches slow pairs, leaves fast ones and mixes those between") {
  // transformers' formula with theta 10000, 16 elements, factor 4 and an original context of 64.
  Eigen::ArrayXd whole = rope_frequencies(10000, 16);
  apply_yarn_scaling(whole, {.theta = 10000, .factor = 4, .original_context = 64});
  check_close(whole, {1.0, 0.23717082451262847, 0.05, 0.007905694150420948, 0.0025, 0.0007905694150420947, 0.00025,
                      7.905694150420948e-05});
  Eigen::ArrayXd fractions = rope_frequencies(10000, 16);
  apply_yarn_scaling(fractions, {.theta = 10000, .factor = 4, .original_context = 64, .truncate = false});
  CHECK(fractions[1] == doctest::Approx(0.19858352015369318).epsilon(1e-13));
  CHECK(fractions[2] == doctest::Approx(0.02559524589192421).epsilon(1e-13));
}

TEST_CASE("attention factors of yarn and longrope are 1 where nothing is stretched") {
  CHECK(yarn_attention_factor(4) == doctest::Approx(1.138629436111989).epsilon(1e-13));
  CHECK(yarn_attention_factor(4, 0.5) == doctest::Approx(1.0693147180559945).epsilon(1e-13));
  CHECK(yarn_attention_factor(1) == 1);
  CHECK(longrope_attention_factor(4, 64) == doctest::Approx(1.1547005383792517).epsilon(1e-13));
  CHECK(longrope_attention_factor(0.5, 64) == 1);
}

TEST_CASE("dynamic scaling raises theta with the length of the text") {
  CHECK(dynamic_theta({.theta = 2000, .factor = 2, .context = 64}, 100, 8) ==
        doctest::Approx(5463.97338014875).epsilon(1e-13));
  CHECK(dynamic_theta({.theta = 2000, .factor = 2, .context = 64}, 64, 8) == doctest::Approx(2000).epsilon(1e-13));
}

ModelConfig with(std::vector<RotaryConfig> rotary) {
  ModelConfig config;
  config.rotary = std::move(rotary);
  return config;
}

const RotaryConfig kPlain{.frequencies = {1, 0.5}};
const RotaryConfig kLongrope{.frequencies = {1, 0.5},
                             .long_texts = LongTextRotary{.beyond = 64, .frequencies = {0.5, 0.25}}};
const RotaryConfig kDynamic{.frequencies = {1, 0.5},
                            .long_texts = LongTextRotary{.beyond = 32, .frequencies = {}, .theta = 4, .factor = 2}};

TEST_CASE("texts share angles up to a length, and of longer ones all or none") {
  CHECK(rotary_length(with({kPlain}), 1000) == 0);
  CHECK(rotary_length(with({kPlain, kLongrope}), 64) == 0);
  CHECK(rotary_length(with({kPlain, kLongrope}), 65) == 65);
  CHECK(rotary_length(with({kPlain, kLongrope}), 1000) == 65);
  CHECK(rotary_length(with({kDynamic}), 32) == 0);
  CHECK(rotary_length(with({kDynamic}), 33) == 33);
  CHECK(rotary_length(with({kDynamic}), 40) == 40);
}

/// (cos, sin) of the first pair at position 1.
std::vector<float> turned(const RotaryTables& tables, std::size_t rotary, std::int64_t length) {
  std::vector<float> x = {1, 0, 0, 0};
  tables.table(rotary, length).rotate(x.data(), 1, 4, 1);
  return {x[0], x[2]};
}

TEST_CASE("each length has its table, however many came before") {
  const std::vector<RotaryConfig> rotary = {kPlain, kLongrope};
  RotaryTables tables(rotary);
  for (const std::int64_t length : {0, 65, 0, 65}) {
    tables.tidy();
    tables.extend(length, 2);
    CHECK(turned(tables, 0, length)[0] == static_cast<float>(std::cos(1.0)));
    CHECK(turned(tables, 1, length)[0] == static_cast<float>(std::cos(length == 0 ? 1.0 : 0.5)));
  }
}

}  // namespace
}  // namespace coldread
