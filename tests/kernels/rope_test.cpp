#include "kernels/rope.h"

#include <algorithm>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "kernels/scalar_math.h"

namespace coldread::kernels {
namespace {

TEST_CASE("rope turns pairs half a head apart by position times frequency") {
  for (const std::size_t half : {std::size_t{1}, std::size_t{4}, std::size_t{16}, std::size_t{20}}) {
    std::vector<double> frequencies;
    for (std::size_t i = 0; i < half; ++i) frequencies.push_back(1.0 / static_cast<double>(i + 1));
    RopeTable table(frequencies);
    table.extend(600);
    const std::vector<float> x = noise(static_cast<std::int64_t>(4 * half), 31);
    CAPTURE(half);
    on_every_isa([&] {
      std::vector<float> y = x;
      table.rotate(y.data(), 2, static_cast<std::int64_t>(2 * half), 599);
      for (std::size_t head = 0; head < 2; ++head) {
        for (std::size_t i = 0; i < half; ++i) {
          const auto cosine = static_cast<float>(std::cos(599 * frequencies[i]));
          const auto sine = static_cast<float>(std::sin(599 * frequencies[i]));
          const float a = x[2 * half * head + i];
          const float b = x[2 * half * head + half + i];
          CHECK(y[2 * half * head + i] == std::fma(a, cosine, -(b * sine)));
          CHECK(y[2 * half * head + half + i] == std::fma(b, cosine, a * sine));
        }
      }
    });
  }
}

TEST_CASE("rope turns neighbours of the first elements with a factor, and leaves the others alone") {
  const std::vector<double> frequencies = {1.0, 0.5, 0.25};
  RopeTable table(frequencies, {.pairs = RopePairs::neighbours, .factor = 1.25});
  table.extend(40);
  const std::vector<float> x = noise(3 * 10, 5);
  on_every_isa([&] {
    std::vector<float> y = x;
    table.rotate(y.data(), 3, 10, 39);
    for (std::size_t head = 0; head < 3; ++head) {
      for (std::size_t i = 0; i < 3; ++i) {
        const auto cosine = static_cast<float>(1.25 * std::cos(39 * frequencies[i]));
        const auto sine = static_cast<float>(1.25 * std::sin(39 * frequencies[i]));
        const float a = x[10 * head + 2 * i];
        const float b = x[10 * head + 2 * i + 1];
        CHECK(y[10 * head + 2 * i] == std::fma(a, cosine, -(b * sine)));
        CHECK(y[10 * head + 2 * i + 1] == std::fma(b, cosine, a * sine));
      }
      for (std::size_t i = 6; i < 10; ++i) CHECK(y[10 * head + i] == x[10 * head + i]);
    }
  });
}

TEST_CASE("a table that grows keeps its rows") {
  RopeTable table({0.5});
  table.extend(3);
  std::vector<float> before = {1.0F, 2.0F};
  table.rotate(before.data(), 1, 2, 2);
  table.extend(5000);
  std::vector<float> after = {1.0F, 2.0F};
  table.rotate(after.data(), 1, 2, 2);
  CHECK(first_difference(before, after) == -1);
  table.rotate(after.data(), 1, 2, 4999);
}

TEST_CASE("double precision exp, log, sine and cosine are close to the C library's") {
  double worst_exp = 0;
  double worst_log = 0;
  double worst_sine = 0;
  for (int i = -20000; i < 20000; ++i) {
    const double x = i * 0.03 + 0.001;
    worst_exp = std::max(worst_exp, std::fabs(exp(x) / std::exp(x) - 1));
    const double y = std::exp(x * 0.1);
    if (std::fabs(x) > 0.1) worst_log = std::max(worst_log, std::fabs(log(y) / std::log(y) - 1));
    const double angle = x * 1234.5;
    const SineCosine at = sine_cosine(angle);
    worst_sine = std::max({worst_sine, std::fabs(at.sine - std::sin(angle)), std::fabs(at.cosine - std::cos(angle))});
  }
  CHECK(worst_exp < 6e-16);
  CHECK(worst_log < 6e-16);
  CHECK(worst_sine < 4e-16);
  CHECK(log(1.0) == 0.0);
  CHECK(exp(0.0) == 1.0);
}

}  // namespace
}  // namespace coldread::kernels
