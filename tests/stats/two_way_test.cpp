#include "stats/two_way.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>

#include "stats/moments.h"

using namespace coldread;

namespace {

/// A value a seed and document.
using Grid = std::vector<std::vector<double>>;

std::vector<double> replicates(const Grid& values, std::int64_t rounds, std::string_view key) {
  return two_way_replicates(single_units(values.front().size()), values.size(), rounds, key,
                            [&](std::span<const std::size_t> documents, std::size_t seed) {
                              double sum = 0;
                              for (const std::size_t i : documents) sum += values[seed][i];
                              return sum / static_cast<double>(documents.size());
                            });
}

}  // namespace

TEST_CASE("Draws belong to their key and are spread evenly") {
  KeyedDraws draws("a"), same("a"), other("b");
  std::vector<int> counts(5, 0);
  bool differ = false;
  for (int i = 0; i < 5000; ++i) {
    const std::size_t index = draws.below(5);
    REQUIRE(index < 5);
    CHECK(same.below(5) == index);
    differ = differ || other.below(5) != index;
    ++counts[index];
  }
  CHECK(differ);
  for (const int count : counts) CHECK(std::abs(count - 1000) < 120);  // over four standard deviations of 28
}

TEST_CASE("With one seed only documents vary, with equal documents only seeds") {
  // The deviation of a bootstrapped mean is sqrt(sum (x - mean)^2 / n) / sqrt(n).
  CHECK(population_deviation(replicates({{0, 0, 1, 1}}, 20'000, "k")) == doctest::Approx(0.25).epsilon(0.02));
  CHECK(population_deviation(replicates({{0, 0}, {1, 1}}, 20'000, "k")) ==
        doctest::Approx(0.5 / std::sqrt(2.0)).epsilon(0.02));
}

TEST_CASE("Documents and seeds add up as the pigeonhole bootstrap has them") {
  // Value = document + seed: the variances of both add, (1/4) / 4 + (1/4) / 2.
  const Grid values{{0, 0, 1, 1}, {1, 1, 2, 2}};
  const double variance = std::pow(population_deviation(replicates(values, 40'000, "k")), 2);
  CHECK(variance == doctest::Approx(0.0625 + 0.125).epsilon(0.03));
  CHECK(replicates(values, 100, "k") == replicates(values, 100, "k"));
  CHECK(replicates(values, 100, "k") != replicates(values, 100, "l"));
}
