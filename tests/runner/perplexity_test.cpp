#include "runner/perplexity.h"

#include <doctest/doctest.h>

using namespace coldread;

namespace {

using Ids = std::vector<TokenId>;

std::vector<Ids> ids_of(const ScoredWindows& windows) {
  std::vector<Ids> all;
  for (const ScoredIds& window : windows) all.push_back(window.ids);
  return all;
}

std::vector<std::size_t> starts_of(const ScoredWindows& windows) {
  std::vector<std::size_t> all;
  for (const ScoredIds& window : windows) all.push_back(window.from);
  return all;
}

}  // namespace

TEST_CASE("Windows without a stride score each token once, the last one with a whole context") {
  const Ids ids{1, 2, 3, 4, 5, 6, 7};
  const ScoredWindows windows = text_windows(ids, 0, {.context = 3});
  CHECK(ids_of(windows) == std::vector<Ids>{{0, 1, 2, 3}, {3, 4, 5, 6}, {4, 5, 6, 7}});
  CHECK(starts_of(windows) == std::vector<std::size_t>{1, 1, 3});
}

TEST_CASE("Windows with a stride overlap") {
  const Ids ids{1, 2, 3, 4, 5};
  const ScoredWindows windows = text_windows(ids, 0, {.context = 3, .stride = 1});
  CHECK(ids_of(windows) == std::vector<Ids>{{0, 1, 2, 3}, {1, 2, 3, 4}, {2, 3, 4, 5}});
  CHECK(starts_of(windows) == std::vector<std::size_t>{1, 3, 3});
}

TEST_CASE("A text of no token has no window, a short one a single one") {
  CHECK(text_windows(Ids{}, 0, {.context = 3}).empty());
  CHECK(ids_of(text_windows(Ids{9}, 0, {.context = 3})) == std::vector<Ids>{{0, 9}});
}

TEST_CASE("Scores of texts are put together by their units") {
  TextScore score{.tokens = 2, .bytes = 8, .words = 2, .logprob = -4};
  score.add({.tokens = 2, .bytes = 8, .words = 2, .logprob = -4});
  CHECK(score.perplexity() == doctest::Approx(7.38905609893065));   // e^2
  CHECK(score.byte_perplexity() == doctest::Approx(1.6487212707));  // e^0.5
  CHECK(score.word_perplexity() == doctest::Approx(7.38905609893065));
  CHECK(score.bits_per_byte() == doctest::Approx(0.7213475204444817));  // 0.5 / ln 2
}
