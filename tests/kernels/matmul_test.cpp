#include "kernels/matmul.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/elementwise.h"
#include "kernels/isas.h"
#include "support/by_team.h"

namespace coldread::kernels {
namespace {

struct Problem {
  std::int64_t rows, inputs, outputs;
  std::vector<float> x, w, u, bias;

  Problem(std::int64_t t, std::int64_t k, std::int64_t n)
      : rows(t), inputs(k), outputs(n), x(noise(t * k, 1)), w(noise(n * k, 2)), u(noise(n * k, 3)), bias(noise(n, 4)) {}

  PackedMatrix packed() const {
    PackedMatrix matrix(outputs, inputs);
    for (std::int64_t n = 0; n < outputs; ++n) matrix.set_columns(n / 32, n % 32, 1, w.data() + n * inputs);
    return matrix;
  }
  PackedMatrix packed_gated() const {
    PackedMatrix matrix(outputs, inputs, true);
    for (std::int64_t n = 0; n < outputs; ++n) {
      matrix.set_columns(n / 16, n % 16, 1, w.data() + n * inputs);
      matrix.set_columns(n / 16, 16 + n % 16, 1, u.data() + n * inputs);
    }
    return matrix;
  }
  ConstMatrixView view() const { return kernels::view(x.data(), rows, inputs, inputs); }

  /// The oracle: one chain of fused multiply-adds.
  static float chain(const float* a, const float* b, std::int64_t count) {
    float sum = 0;
    for (std::int64_t k = 0; k < count; ++k) sum = std::fma(a[k], b[k], sum);
    return sum;
  }
  std::vector<float> product(const std::vector<float>& weights) const {
    std::vector<float> y;
    for (std::int64_t t = 0; t < rows; ++t) {
      for (std::int64_t n = 0; n < outputs; ++n) {
        y.push_back(chain(x.data() + t * inputs, weights.data() + n * inputs, inputs));
      }
    }
    return y;
  }
};

std::vector<float> run(const Problem& p, const PackedMatrix& w, const Epilogue& epilogue, int threads,
                       std::vector<float> y) {
  test::by_team(threads,
                [&](Team& team) { matmul(p.view(), w, epilogue, view(y.data(), p.rows, p.outputs, p.outputs), team); });
  return y;
}

std::vector<float> nothing(const Problem& p) {
  return std::vector<float>(static_cast<std::size_t>(p.rows * p.outputs));
}

TEST_CASE("matmul has the bits of the naive loop for 1 to 70 rows") {
  for (std::int64_t rows = 1; rows <= 70; ++rows) {
    const Problem p(rows, 37, 45);
    const std::vector<float> expected = p.product(p.w);
    const PackedMatrix w = p.packed();
    CAPTURE(rows);
    on_every_isa([&] { CHECK(first_difference(run(p, w, {}, 1, nothing(p)), expected) == -1); });
  }
}

TEST_CASE("matmul has the bits of the naive loop for odd sizes and several threads") {
  const std::vector<std::array<std::int64_t, 3>> sizes = {{1, 1, 1},      {3, 2, 16},     {13, 64, 17},
                                                          {2, 5, 300},    {250, 9, 33},   {5, 1537, 31},
                                                          {14, 2000, 97}, {150, 900, 40}, {245, 900, 40}};
  for (const auto& [rows, k, n] : sizes) {
    const Problem p(rows, k, n);
    const std::vector<float> expected = p.product(p.w);
    const PackedMatrix w = p.packed();
    CAPTURE(rows);
    CAPTURE(k);
    CAPTURE(n);
    on_every_isa([&] {
      for (const int threads : {1, 2, 3}) {
        CHECK(first_difference(run(p, w, {}, threads, nothing(p)), expected) == -1);
      }
    });
  }
}

TEST_CASE("bias, activation and residual come after the sum in this order") {
  const Problem p(15, 20, 50);
  const std::vector<float> before = noise(15 * 50, 9);
  std::vector<float> expected = p.product(p.w);
  std::vector<float> panel_bias(64);
  std::copy(p.bias.begin(), p.bias.end(), panel_bias.begin());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] += p.bias[i % 50];
  activate(Activation::gelu_tanh, expected.data(), 15 * 50, expected.data());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] = before[i] + expected[i];
  const PackedMatrix w = p.packed();
  on_every_isa([&] {
    const Epilogue epilogue{.bias = panel_bias.data(), .activation = Activation::gelu_tanh, .accumulate = true};
    CHECK(first_difference(run(p, w, epilogue, 1, before), expected) == -1);
  });
}

TEST_CASE("a gated matrix multiplies the activated first half by the second") {
  const Problem p(14, 33, 40);
  std::vector<float> expected = p.product(p.w);
  const std::vector<float> up = p.product(p.u);
  activate(Activation::silu, expected.data(), 14 * 40, expected.data());
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] *= up[i];
  const PackedMatrix w = p.packed_gated();
  on_every_isa([&] {
    const Epilogue epilogue{.activation = Activation::silu};
    CHECK(first_difference(run(p, w, epilogue, 2, nothing(p)), expected) == -1);
  });
}

TEST_CASE("a clamped gate multiplies one more than the clamped second half") {
  const Problem p(14, 33, 40);
  std::vector<float> expected = p.product(p.w);
  const std::vector<float> up = p.product(p.u);
  const ActivationParameters parameters{.limit = 0.75F};
  activate(Activation::clamped_silu, expected.data(), 14 * 40, expected.data(), parameters);
  for (std::size_t i = 0; i < expected.size(); ++i) expected[i] *= std::clamp(up[i], -0.75F, 0.75F) + 1.0F;
  const PackedMatrix w = p.packed_gated();
  on_every_isa([&] {
    const Epilogue epilogue{.activation = Activation::clamped_silu, .parameters = parameters};
    CHECK(first_difference(run(p, w, epilogue, 2, nothing(p)), expected) == -1);
  });
}

TEST_CASE("rows may lie apart, and what lies between them is left alone") {
  const Problem p(5, 6, 18);
  const PackedMatrix w = p.packed();
  const std::vector<float> expected = p.product(p.w);
  std::vector<float> x(5 * 10, 1e30F);
  for (std::size_t t = 0; t < 5; ++t)
    std::copy_n(p.x.begin() + static_cast<std::ptrdiff_t>(t * 6), 6, x.begin() + static_cast<std::ptrdiff_t>(t * 10));
  on_every_isa([&] {
    std::vector<float> y(5 * 20, 7.0F);
    Team alone(1);
    matmul(view(x.data(), 5, 6, 10), w, {}, view(y.data(), 5, 18, 20), alone);
    for (std::size_t t = 0; t < 5; ++t) {
      const std::span row = std::span(y).subspan(t * 20, 20);
      CHECK(first_difference(row.first(18), std::span(expected).subspan(t * 18, 18)) == -1);
      CHECK(row[18] == 7.0F);
      CHECK(row[19] == 7.0F);
    }
  });
}

TEST_CASE("a product of normed rows has the bits of the norm, then the product, for any type, rows and threads") {
  const std::int64_t inputs = 200;
  const std::vector<float> gain = noise(inputs, 21);
  const std::vector<float> bias = noise(inputs, 22);
  for (const std::int64_t rows : {1, 3, 45, 130}) {
    const Problem p(rows, inputs, 70);
    for (const NormKind kind : {NormKind::rms, NormKind::layer}) {
      const RowNorm norm{.kind = kind, .gain = gain.data(), .bias = bias.data(), .eps = 1e-5F};
      Problem normed = p;
      for (std::int64_t t = 0; t < rows; ++t) norm.apply(p.x.data() + t * inputs, inputs, normed.x.data() + t * inputs);
      for (const WeightType type : {WeightType::fp32, WeightType::bf16_dots, WeightType::int8}) {
        const PackedMatrix w = p.packed().as(type);
        CAPTURE(rows);
        CAPTURE(static_cast<int>(type));
        std::vector<float> expected = nothing(p);
        test::by_team(
            1, [&](Team& team) { matmul(normed.view(), w, {}, view(expected.data(), rows, 70, 70), team); },
            matmul_workspace(rows, w, 1));
        for (const int threads : {1, 2, 3}) {
          std::vector<float> y = nothing(p);
          test::by_team(
              threads, [&](Team& team) { matmul(p.view(), w, {}, view(y.data(), rows, 70, 70), team, &norm); },
              matmul_workspace(rows, w, threads, true));
          CHECK(first_difference(y, expected) == -1);
        }
      }
    }
  }
}

TEST_CASE("Eigen's own product is the same but for rounding") {
  for (const auto& [rows, inputs, outputs] : {std::array<std::int64_t, 3>{1, 576, 96}, {13, 300, 70}, {40, 96, 33}}) {
    const Problem p(rows, inputs, outputs);
    const Matrix expected = p.view() * view(p.w.data(), outputs, inputs, inputs).transpose();
    const std::vector<float> y =
        run(p, p.packed(), {}, 1, std::vector<float>(static_cast<std::size_t>(rows * outputs)));
    const Matrix difference = view(y.data(), rows, outputs, outputs) - expected;
    CAPTURE(inputs);
    CHECK(difference.cwiseAbs().maxCoeff() <= 1e-6F * static_cast<float>(inputs));
  }
}

}  // namespace
}  // namespace coldread::kernels
