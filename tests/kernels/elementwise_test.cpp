#include "kernels/elementwise.h"

#include <bit>
#include <cmath>
#include <doctest/doctest.h>
#include <limits>
#include <vector>

#include "kernels/isas.h"

namespace coldread::kernels {
namespace {

/// Floats spread evenly over the representable ones in [-largest, largest].
std::vector<float> spread(float largest, std::uint32_t step) {
  std::vector<float> result;
  for (std::uint32_t bits = 0; bits <= std::bit_cast<std::uint32_t>(largest); bits += step) {
    result.push_back(std::bit_cast<float>(bits));
    result.push_back(-result.back());
  }
  return result;
}

constexpr ActivationParameters kParameters{
    .positive = 0.8F, .negative = 1.3F, .linear = 0.5F, .bound = -1e-6F, .limit = 7.0F};

std::vector<float> mapped(Activation activation, const std::vector<float>& x) {
  std::vector<float> y(x.size());
  activate(activation, x.data(), static_cast<std::int64_t>(x.size()), y.data(), kParameters);
  return y;
}

double unit_in_last_place(double value) {
  const auto rounded = static_cast<float>(std::fabs(value));
  return static_cast<double>(std::nextafter(rounded, std::numeric_limits<float>::infinity())) -
         static_cast<double>(rounded);
}

TEST_CASE("exp is within 1.01 units in the last place, and 0 below the smallest normal float") {
  const std::vector<float> x = spread(103.5F, 1009);
  std::vector<float> y(x.size());
  exp(x.data(), static_cast<std::int64_t>(x.size()), y.data());
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double exact = std::exp(static_cast<double>(x[i]));
    if (exact > static_cast<double>(std::numeric_limits<float>::max())) {
      CHECK(y[i] == std::numeric_limits<float>::infinity());
      continue;
    }
    if (x[i] < -87.33654F) {
      CHECK(exact < 1.1754945e-38);
      CHECK(y[i] == 0.0F);
      continue;
    }
    worst = std::max(worst, std::fabs(static_cast<double>(y[i]) - exact) / unit_in_last_place(exact));
  }
  CHECK(worst < 1.01);
}

TEST_CASE("exp of special numbers") {
  const float infinity = std::numeric_limits<float>::infinity();
  const std::vector<float> x = {0.0F, -0.0F, infinity, -infinity, std::nanf(""), -1e30F, 1e30F};
  on_every_isa([&] {
    std::vector<float> y(x.size());
    exp(x.data(), 7, y.data());
    CHECK(y[0] == 1.0F);
    CHECK(y[1] == 1.0F);
    CHECK(y[2] == infinity);
    CHECK(y[3] == 0.0F);
    CHECK(std::isnan(y[4]));
    CHECK(y[5] == 0.0F);
    CHECK(y[6] == infinity);
  });
}

TEST_CASE("activations are those of their formulas") {
  const std::vector<float> x = spread(12.0F, 40009);
  const std::vector<float> tanh_form = mapped(Activation::gelu_tanh, x);
  const std::vector<float> erf_form = mapped(Activation::gelu_erf, x);
  const std::vector<float> silu = mapped(Activation::silu, x);
  const std::vector<float> relu = mapped(Activation::relu, x);
  const std::vector<float> squared = mapped(Activation::relu_squared, x);
  double worst = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double v = static_cast<double>(x[i]);
    const double scale = std::max(1e-3, std::fabs(v));
    const double gelu_tanh = 0.5 * v * (1 + std::tanh(std::sqrt(2 / M_PI) * (v + 0.044715 * v * v * v)));
    worst = std::max(worst, std::fabs(static_cast<double>(tanh_form[i]) - gelu_tanh) / scale);
    worst =
        std::max(worst, std::fabs(static_cast<double>(erf_form[i]) - 0.5 * v * std::erfc(-v / std::sqrt(2.0))) / scale);
    worst = std::max(worst, std::fabs(static_cast<double>(silu[i]) - v / (1 + std::exp(-v))) / scale);
    CHECK_EQ(relu[i], std::max(x[i], 0.0F));
    CHECK_EQ(squared[i], relu[i] * relu[i]);
  }
  CHECK(worst < 2e-7);
}

TEST_CASE("activations with parameters are those of their formulas") {
  const std::vector<float> x = spread(12.0F, 40009);
  const std::vector<float> xielu = mapped(Activation::xielu, x);
  const std::vector<float> clamped = mapped(Activation::clamped_silu, x);
  double worst_xielu = 0;
  double worst_clamped = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    const double v = static_cast<double>(x[i]);
    const double scale = std::max(1e-3, std::fabs(v));
    const double bent = v > 0 ? static_cast<double>(kParameters.positive) * v * v
                              : static_cast<double>(kParameters.negative) *
                                    (std::expm1(std::min(v, static_cast<double>(kParameters.bound))) - v);
    worst_xielu = std::max(worst_xielu, std::fabs(static_cast<double>(xielu[i]) - bent - 0.5 * v) / scale);
    const double g = std::min(v, 7.0);
    const double silu = g / (1 + std::exp(-1.702 * g));
    worst_clamped = std::max(worst_clamped, std::fabs(static_cast<double>(clamped[i]) - silu) / scale);
  }
  CHECK(worst_xielu < 1e-6);  // of the square, at x = 12
  CHECK(worst_clamped < 2e-7);
}

TEST_CASE("exp and activations have the same bits on every instruction set") {
  const std::vector<float> x = spread(120.0F, 100003);
  std::vector<std::vector<float>> first;
  on_every_isa([&] {
    std::vector<std::vector<float>> now;
    for (const Activation a : {Activation::gelu_tanh, Activation::gelu_erf, Activation::silu, Activation::relu,
                               Activation::relu_squared, Activation::xielu, Activation::clamped_silu}) {
      now.push_back(mapped(a, x));
    }
    now.emplace_back(x.size());
    exp(x.data(), static_cast<std::int64_t>(x.size()), now.back().data());
    if (first.empty()) first = now;
    for (std::size_t i = 0; i < now.size(); ++i) CHECK(first_difference(now[i], first[i]) == -1);
  });
}

}  // namespace
}  // namespace coldread::kernels
