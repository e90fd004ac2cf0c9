#include "stats/moments.h"

#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <vector>

#include "stats/bootstrap.h"

using namespace coldread;

TEST_CASE("moments worked by hand") {
  const std::vector<double> values{1, 2, 3, 6};
  CHECK(mean(values) == 3);
  CHECK(sample_deviation(values) == doctest::Approx(std::sqrt(14.0 / 3)));
  CHECK(population_deviation(values) == doctest::Approx(std::sqrt(14.0 / 4)));
  CHECK(mean_standard_error(values) == doctest::Approx(std::sqrt(14.0 / 3) / 2));
}

TEST_CASE("the median of an even count is the upper middle value") {
  CHECK(upper_median(std::vector<double>{4, 1, 3, 2}) == 3);
  CHECK(upper_median(std::vector<double>{4, 1, 3}) == 3);
}

TEST_CASE("the mean without NaN leaves them out") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(mean_without_nan(std::vector<double>{1, nan, 3}) == 2);
  CHECK(std::isnan(mean_without_nan(std::vector<double>{nan})));
}

TEST_CASE("the bootstrap runs whole chunks alone and draws the same each time") {
  int calls = 0;
  const auto count = [&](std::span<const std::size_t> drawn) {
    ++calls;
    return static_cast<double>(drawn[0]);
  };
  const double once = bootstrap_standard_error(5, 2500, count);
  CHECK(calls == 2000);
  CHECK(bootstrap_standard_error(5, 2500, count) == once);
  CHECK(bootstrap_standard_error(5, 30, [](auto) { return 1.0; }) == 0);
}
