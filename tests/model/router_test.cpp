#include "model/router.h"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

namespace coldread {
namespace {

std::vector<ChosenExpert> chosen_of(const ExpertsConfig& config, const std::vector<float>& logits) {
  std::vector<ChosenExpert> chosen(static_cast<std::size_t>(config.used));
  choose_experts(config, logits, chosen);
  return chosen;
}

void check(const std::vector<ChosenExpert>& chosen, const std::vector<std::pair<int, double>>& expected) {
  REQUIRE(chosen.size() == expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    CHECK(chosen[i].expert == expected[i].first);
    CHECK(static_cast<double>(chosen[i].weight) == doctest::Approx(expected[i].second).epsilon(1e-6));
  }
}

const std::vector<float> kLogits = {std::log(2.0F), std::log(4.0F), std::log(1.0F), std::log(3.0F)};

TEST_CASE("the largest experts come in ascending order, weighed among all or among themselves") {
  ExpertsConfig config{.count = 4, .used = 2, .width = 1};
  check(chosen_of(config, kLogits), {{1, 0.4}, {3, 0.3}});
  config.normalized = true;
  check(chosen_of(config, kLogits), {{1, 4.0 / 7}, {3, 3.0 / 7}});
  config.normalized = false;
  config.routing = Routing::softmax_of_chosen;
  check(chosen_of(config, kLogits), {{1, 4.0 / 7}, {3, 3.0 / 7}});
}

TEST_CASE("of equal logits the lower expert is chosen") {
  const ExpertsConfig config{.count = 5, .used = 2, .width = 1, .routing = Routing::softmax_of_chosen};
  check(chosen_of(config, {0, 1, 1, 1, 0}), {{1, 0.5}, {2, 0.5}});
  check(chosen_of(config, {0, 0, 0, 2, 0}), {{0, 1 / (1 + std::exp(2.0))}, {3, 1 / (1 + std::exp(-2.0))}});
}

TEST_CASE("the sparse mixer weighs each of two experts among the logits close to its own") {
  // Close: at most 15 % below. First 10, with 9 beside it; then 9 with 8 beside it, and without the 10.
  const ExpertsConfig config{.count = 4, .used = 2, .width = 1, .routing = Routing::sparse_mixer, .close = 0.15};
  check(chosen_of(config, {8, 9, 1, 10}), {{1, 1 / (1 + std::exp(-1.0))}, {3, 1 / (1 + std::exp(-1.0))}});
}

TEST_CASE("logits that are not finite choose as many experts as others") {
  const ExpertsConfig config{.count = 3, .used = 2, .width = 1};
  const float nan = std::nanf("");
  const auto chosen = chosen_of(config, {nan, nan, nan});
  CHECK(chosen[0].expert == 0);
  CHECK(chosen[1].expert == 1);
}

}  // namespace
}  // namespace coldread
