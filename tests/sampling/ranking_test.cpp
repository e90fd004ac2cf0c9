#include "sampling/ranking.h"

#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <numeric>
#include <vector>

namespace coldread {
namespace {

/// Without pattern, each about four times.
std::vector<double> values_with_equals(std::size_t count) {
  std::vector<double> values;
  std::uint32_t state = 7;
  for (std::size_t i = 0; i < count; ++i) {
    state = state * 1664525U + 1013904223U;
    values.push_back(static_cast<double>((state >> 8) % (count / 4 + 1)) - 100.0);
  }
  return values;
}

TEST_CASE("A ranking is the whole order, whichever of equals comes first") {
  for (const std::size_t count : {1U, 2U, 63U, 64U, 129U, 1000U, 50257U}) {
    CAPTURE(count);
    const std::vector<double> values = values_with_equals(count);
    std::vector<std::size_t> order(count);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    Ranking lower_first(values, Ranking::Equals::lower_index_first);
    for (const std::size_t index : order) REQUIRE(lower_first.next() == index);
    CHECK(lower_first.empty());

    std::reverse(order.begin(), order.end());
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return values[a] > values[b]; });
    Ranking higher_first(values, Ranking::Equals::higher_index_first);
    for (const std::size_t index : order) REQUIRE(higher_first.next() == index);
    CHECK(higher_first.empty());
  }
}

TEST_CASE("What k values reach is reached by k, and by few more where k is small") {
  const std::vector<double> values = values_with_equals(49152);
  for (const std::size_t k : {1U, 2U, 40U, 384U, 385U, 49152U}) {
    CAPTURE(k);
    const double bound = reached_by(values, k);
    const auto reaching = static_cast<std::size_t>(
        std::count_if(values.begin(), values.end(), [&](double value) { return value >= bound; }));
    CHECK(reaching >= k);
    CHECK(reaching <= 2 * k + 20);
  }
}

}  // namespace
}  // namespace coldread
