#include "kernels/norm.h"

#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "support/by_team.h"

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

TEST_CASE("norms have the bits of the naive loops at any width, thread count and instruction set") {
  for (const std::int64_t size : {1, 5, 16, 33, 64, 100}) {
    const std::int64_t rows = 11;
    const std::vector<float> x = noise(rows * size, 5);
    const std::vector<float> gain = noise(size, 6);
    const std::vector<float> bias = noise(size, 7);
    const ConstMatrixView view{x.data(), rows, size, size};
    CAPTURE(size);
    on_every_isa([&] {
      for (const int threads : {1, 2}) {
        std::vector<float> rms(x.size());
        std::vector<float> layer(x.size());
        test::by_team(threads, [&](Team& team) {
          rms_norm(view, gain.data(), 1e-5F, {rms.data(), rows, size, size}, team);
          layer_norm(view, gain.data(), bias.data(), 1e-5F, {layer.data(), rows, size, size}, team);
        });
        for (std::int64_t t = 0; t < rows; ++t) {
          const auto begin = static_cast<std::size_t>(t * size);
          const auto count = static_cast<std::size_t>(size);
          const std::span row = std::span(x).subspan(begin, count);
          CHECK(first_difference(std::span(rms).subspan(begin, count), naive_rms_norm(row, gain, 1e-5F)) == -1);
          CHECK(first_difference(std::span(layer).subspan(begin, count), naive_layer_norm(row, gain, bias, 1e-5F)) ==
                -1);
        }
      }
    });
  }
}

TEST_CASE("a norm may write where it reads") {
  std::vector<float> x = {3.0F, 4.0F};
  const std::vector<float> gain = {1.0F, 2.0F};
  Team alone(1);
  rms_norm({x.data(), 1, 2, 2}, gain.data(), 0.0F, {x.data(), 1, 2, 2}, alone);
  CHECK(x[0] == doctest::Approx(3 / std::sqrt(12.5)));
  CHECK(x[1] == doctest::Approx(8 / std::sqrt(12.5)));
}

}  // namespace
}  // namespace coldread::kernels
