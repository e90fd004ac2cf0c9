#include "kernels/norm.h"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"

namespace coldread::kernels {
namespace {

std::vector<float> naive_rms_norm(std::span<const float> x, const std::vector<float>& gain, float eps) {
  std::vector<float> lanes(16);
  for (std::size_t i = 0; i < x.size(); ++i) lanes[i % 16] = std::fma(x[i], x[i], lanes[i % 16]);
  const float scale = 1.0F / std::sqrt(pairwise(lanes) / static_cast<float>(x.size()) + eps);
  std::vector<float> y;
  for (std::size_t i = 0; i < x.size(); ++i) y.push_back(x[i] * scale * gain[i]);
  return y;
}

std::vector<float> naive_layer_norm(std::span<const float> x, const std::vector<float>& gain,
                                    const std::vector<float>& bias, float eps) {
  const auto count = static_cast<float>(x.size());
  std::vector<float> sums(16);
  for (std::size_t i = 0; i < x.size(); ++i) sums[i % 16] += x[i];
  const float mean = pairwise(sums) / count;
  std::vector<float> squares(16);
  for (std::size_t i = 0; i < x.size(); ++i) squares[i % 16] = std::fma(x[i] - mean, x[i] - mean, squares[i % 16]);
  const float scale = 1.0F / std::sqrt(pairwise(squares) / count + eps);
  std::vector<float> y;
  for (std::size_t i = 0; i < x.size(); ++i) y.push_back(std::fma((x[i] - mean) * scale, gain[i], bias[i]));
  return y;
}

TEST_CASE("norms have the bits of the naive loops at any width and instruction set") {
  for (const std::int64_t size : {1, 5, 16, 33, 64, 100}) {
    const std::vector<float> x = noise(size, 5);
    const std::vector<float> gain = noise(size, 6);
    const std::vector<float> bias = noise(size, 7);
    CAPTURE(size);
    on_every_isa([&] {
      std::vector<float> y(x.size());
      RowNorm{.kind = NormKind::rms, .gain = gain.data(), .eps = 1e-5F}.apply(x.data(), size, y.data());
      CHECK(first_difference(y, naive_rms_norm(x, gain, 1e-5F)) == -1);
      RowNorm{.kind = NormKind::layer, .gain = gain.data(), .bias = bias.data(), .eps = 1e-5F}.apply(x.data(), size,
                                                                                                     y.data());
      CHECK(first_difference(y, naive_layer_norm(x, gain, bias, 1e-5F)) == -1);
    });
  }
}

TEST_CASE("a norm may write where it reads") {
  std::vector<float> x = {3.0F, 4.0F};
  const std::vector<float> gain = {1.0F, 2.0F};
  RowNorm{.kind = NormKind::rms, .gain = gain.data()}.apply(x.data(), 2, x.data());
  CHECK(x[0] == doctest::Approx(3 / std::sqrt(12.5)));
  CHECK(x[1] == doctest::Approx(8 / std::sqrt(12.5)));
}

}  // namespace
}  // namespace coldread::kernels
