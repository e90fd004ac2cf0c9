#include "stats/randomisation.h"

#include <doctest/doctest.h>

#include "stats/resampling.h"

using namespace coldread;

TEST_CASE("Few differences are signed in every way, differences of 0 without an effect") {
  // 1 + 1 + 1 against -3..3: two of eight ways are as far from 0.
  const std::vector<double> three{1, 0, 1, 0, 1};
  CHECK(randomise_signs(three, 99, 0).p == doctest::Approx(0.25));
  CHECK(randomise_signs(three, 99, 0).rounds == 0);
  CHECK(randomise_signs(std::vector<double>{0, 0}, 99, 0).p == 1);
}

TEST_CASE("Random signs come near the exact share and repeat themselves") {
  std::vector<double> values;
  for (int i = 0; i < 30; ++i) values.push_back(i < 20 ? 1 : -1);
  // 20 against 10 of 30 fair coins, two-sided: 0.098737
  const Randomisation got = randomise_signs(values, 9999, 0);
  CHECK(got.rounds == 9999);
  CHECK(got.p == doctest::Approx(0.0987).epsilon(0.1));
  CHECK(got.p == randomise_signs(values, 9999, 0).p);
  CHECK(got.p != randomise_signs(values, 9999, 1).p);
}

TEST_CASE("Any statistic can be exchanged") {
  const std::vector<double> values{1, 1, 1, 1, 1, 1};
  const auto sum = [&](const std::vector<bool>& exchanged) {
    double total = 0;
    for (std::size_t i = 0; i < values.size(); ++i) total += exchanged[i] ? -values[i] : values[i];
    return total;
  };
  CHECK(randomise(values.size(), 6, sum, 9999, 0).p == doctest::Approx(2.0 / 64).epsilon(0.15));
}

TEST_CASE("Units are drawn whole, and the middle of the replicates is the interval") {
  const Units units{{0, 1}, {2}};
  for (const double size :
       bootstrap_replicates(units, 50, 0, [](auto documents) { return double(documents.size()); })) {
    CHECK((size == 2 || size == 3 || size == 4));
  }
  std::vector<double> replicates;
  for (int i = 1; i <= 1000; ++i) replicates.push_back(i);
  const Interval middle = percentile_interval(replicates, 0.95);
  CHECK(middle.low == 25);
  CHECK(middle.high == 975);
}
