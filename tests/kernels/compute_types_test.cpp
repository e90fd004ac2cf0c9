#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <limits>
#include <vector>

#include "kernels/isas.h"
#include "kernels/matmul.h"
#include "kernels/packed.h"
#include "kernels/table.h"
#include "support/by_team.h"

namespace coldread::kernels {
namespace {

std::vector<float> product(const std::vector<float>& x, std::int64_t rows, const PackedMatrix& w, int threads = 1) {
  std::vector<float> y(static_cast<std::size_t>(rows * w.outputs()));
  test::by_team(
      threads,
      [&](Team& team) {
        matmul(view(x.data(), rows, w.inputs(), w.inputs()), w, {}, view(y.data(), rows, w.outputs(), w.outputs()),
               team);
      },
      matmul_workspace(rows, w, threads));
  return y;
}

std::int32_t rounded(float value) {
  return static_cast<std::int32_t>(std::nearbyint(value));
}

float largest(const float* values, std::int64_t count) {
  float most = 0;
  for (std::int64_t k = 0; k < count; ++k) most = std::max(most, std::fabs(values[k]));
  return most;
}

/// The definition of matmul.h, word by word.
float naive_int8(const float* x, const float* w, std::int64_t inputs) {
  const Int8Groups groups = int8_groups(inputs);
  float sum = 0;
  for (std::int64_t start = 0; start < inputs; start += groups.size) {
    const std::int64_t count = std::min(groups.size, inputs - start);
    const float most = largest(x + start, count);
    const float w_most = largest(w + start, count);
    std::int32_t dot = 0;
    for (std::int64_t k = start; k < start + count; ++k) {
      dot += rounded(x[k] * (127.0F / most)) * rounded(w[k] * (127.0F / w_most));
    }
    sum = std::fma(static_cast<float>(dot) * (w_most / 127.0F), most / 127.0F, sum);
  }
  return sum;
}

float as_bf16(float value) {
  std::uint32_t bits = 0;
  std::memcpy(&bits, &value, sizeof bits);
  const std::uint32_t below = bits & 0xFFFFU;
  bits &= 0xFFFF0000U;
  if (below > 0x8000U || (below == 0x8000U && (bits & 0x10000U) != 0)) bits += 0x10000U;
  std::memcpy(&value, &bits, sizeof value);
  return value;
}

float naive_bf16(const float* x, const float* w, std::int64_t inputs) {
  float sum = 0;
  for (std::int64_t start = 0; start < inputs; start += 32) {
    float even = 0;
    float odd = 0;
    for (std::int64_t k = start; k < std::min(start + 32, inputs); ++k) {
      float& chain = k % 2 == 0 ? even : odd;
      chain = std::fma(as_bf16(x[k]), as_bf16(w[k]), chain);
    }
    sum += even + odd;
  }
  return sum;
}

const std::vector<std::array<std::int64_t, 3>> kSizes = {{1, 576, 96}, {13, 65, 33}, {37, 1537, 40},
                                                         {70, 192, 7}, {2, 1, 1},    {25, 801, 32}};

TEST_CASE("int8 and bf16 products have the bits of their definitions, whatever rows, threads and instruction set") {
  for (const auto& [rows, inputs, outputs] : kSizes) {
    const std::vector<float> x = noise(rows * inputs, 1);
    const std::vector<float> w = noise(outputs * inputs, 2);
    const PackedMatrix exact = packed(w, outputs, inputs);
    for (const WeightType type : {WeightType::int8, WeightType::bf16_dots}) {
      const PackedMatrix matrix = exact.as(type);
      std::vector<float> expected;
      for (std::int64_t t = 0; t < rows; ++t) {
        for (std::int64_t n = 0; n < outputs; ++n) {
          const auto naive = type == WeightType::int8 ? naive_int8 : naive_bf16;
          expected.push_back(naive(x.data() + t * inputs, w.data() + n * inputs, inputs));
        }
      }
      on_every_isa([&] {
        CHECK(first_difference(product(x, rows, matrix, 1), expected) == -1);
        CHECK(first_difference(product(x, rows, matrix, 3), expected) == -1);
      });
    }
  }
}

TEST_CASE("a product with bf16 or f16 weights has the bits of the same weights as float32") {
  for (const auto& [rows, inputs, outputs] : kSizes) {
    const std::vector<float> x = noise(rows * inputs, 1);
    std::vector<float> w = noise(outputs * inputs, 2);
    for (float& value : w) value = std::round(value * 64) / 64;  // few enough bits for both
    const PackedMatrix exact = packed(w, outputs, inputs);
    const std::vector<float> expected = product(x, rows, exact);
    for (const WeightType type : {WeightType::bf16, WeightType::f16}) {
      const PackedMatrix matrix = exact.as(type);
      CHECK(matrix.bytes() <= exact.bytes() / 2 + static_cast<std::size_t>(matrix.panels()) * 64);
      on_every_isa([&] {
        CHECK(first_difference(product(x, rows, matrix, 1), expected) == -1);
        CHECK(first_difference(product(x, rows, matrix, 3), expected) == -1);
      });
    }
  }
}

TEST_CASE("half precision weights are rounded to nearest even, and what does not fit is infinite") {
  const std::vector<float> w = {1.0F + 0x1p-11F, 1.0F + 3 * 0x1p-11F, 65519.0F, 65520.0F, -1e30F, 0x1p-24F,
                                0x1p-25F,        0x1.8p-24F,          0x1p-14F, -0.0F};
  const std::vector<float> rounded = {1.0F,
                                      1.0F + 0x1p-9F,
                                      65504.0F,
                                      std::numeric_limits<float>::infinity(),
                                      -std::numeric_limits<float>::infinity(),
                                      0x1p-24F,
                                      0.0F,
                                      0x1p-23F,
                                      0x1p-14F,
                                      0.0F};
  const auto outputs = static_cast<std::int64_t>(w.size());
  const PackedMatrix matrix = packed(w, outputs, 1).as(WeightType::f16);
  on_every_isa([&] { CHECK(product({1.0F}, 1, matrix) == rounded); });
  on_every_isa([&] {
    const PackedMatrix nan = packed({std::numeric_limits<float>::quiet_NaN()}, 1, 1).as(WeightType::f16);
    CHECK(std::isnan(product({1.0F}, 1, nan)[0]));
  });
}

/// Codes, scales and offsets of a matrix, and its weights.
struct CodedMatrix {
  PackedMatrix matrix;
  std::vector<float> weights;  ///< [outputs][inputs]
};

CodedMatrix coded(std::int64_t outputs, std::int64_t inputs, WeightType type) {
  CodedMatrix result{.matrix = PackedMatrix(outputs, inputs, false, type), .weights = {}};
  result.weights.resize(static_cast<std::size_t>(outputs * inputs));
  const std::int64_t group = code_group(type);
  const std::int64_t groups = inputs / group;
  const auto panels = result.matrix.panels();
  const std::vector<float> noises = noise(panels * 32 * (inputs + 2 * groups), 11);
  const float* next = noises.data();
  for (std::int64_t p = 0; p < panels; ++p) {
    const std::vector<float> scales(next, next + 32 * groups);
    const std::vector<float> offsets(next + 32 * groups, next + 64 * groups);
    next += 64 * groups;
    std::vector<std::uint8_t> codes(static_cast<std::size_t>(32 * inputs));
    for (std::uint8_t& code : codes) {
      const auto value = static_cast<std::uint32_t>(std::fabs(*next++) * 1e6F);
      code = static_cast<std::uint8_t>(value & (type == WeightType::q4 ? 15U : 255U));
    }
    result.matrix.set_codes(p, codes.data(), scales.data(), offsets.data());
    for (std::int64_t i = 0; i < 32 * inputs; ++i) {
      const std::int64_t k = i / 32;
      const std::int64_t n = p * 32 + i % 32;
      if (n >= outputs) continue;
      const auto at = static_cast<std::size_t>(k / group * 32 + i % 32);
      result.weights[static_cast<std::size_t>(n * inputs + k)] =
          std::fma(static_cast<float>(codes[static_cast<std::size_t>(i)]), scales[at], offsets[at]);
    }
  }
  return result;
}

TEST_CASE("a product with codes has the bits of the weights that they stand for") {
  const std::vector<std::array<std::int64_t, 3>> sizes = {{1, 576, 96},  {5, 32, 40},    {12, 224, 33},
                                                          {13, 416, 33}, {36, 1536, 32}, {37, 1536, 70},
                                                          {70, 192, 7},  {150, 832, 33}};
  for (const auto& [rows, inputs, outputs] : sizes) {
    const std::vector<float> x = noise(rows * inputs, 1);
    for (const WeightType type : {WeightType::q4, WeightType::q8, WeightType::q8_16}) {
      CAPTURE(rows);
      CAPTURE(inputs);
      CAPTURE(static_cast<int>(type));
      const CodedMatrix of = coded(outputs, inputs, type);
      const std::vector<float> expected = product(x, rows, packed(of.weights, outputs, inputs));
      on_every_isa([&] {
        CHECK(first_difference(product(x, rows, of.matrix, 1), expected) == -1);
        CHECK(first_difference(product(x, rows, of.matrix, 3), expected) == -1);
      });
    }
  }
}

TEST_CASE("dots of bfloat16 take what is below the smallest normal number for zero, on every instruction set") {
  const std::int64_t inputs = 96;
  std::vector<float> x = noise(5 * inputs, 5);
  std::vector<float> w = noise(40 * inputs, 6);
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = std::ldexp(x[i], i % 3 == 0 ? -130 : -60);
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = std::ldexp(w[i], -63 - static_cast<int>(i % 3));
  const PackedMatrix matrix = packed(w, 40, inputs).as(WeightType::bf16_dots);
  const std::vector<float> expected = product(x, 5, matrix);
  CHECK(std::any_of(expected.begin(), expected.end(), [](float y) { return y != 0; }));
  CHECK(std::any_of(expected.begin(), expected.end(), [](float y) { return y == 0; }));
  CHECK(std::none_of(expected.begin(), expected.end(), [](float y) { return std::fpclassify(y) == FP_SUBNORMAL; }));
  on_every_isa([&] { CHECK(first_difference(product(x, 5, matrix), expected) == -1); });
  volatile float smallest = 0x1p-126F;
  CHECK(smallest / 2 > 0);  // the caller's arithmetic is as it was
}

TEST_CASE("an int8 product is close to the exact one") {
  const std::int64_t inputs = 768;
  const std::vector<float> x = noise(4 * inputs, 5);
  const PackedMatrix exact = packed(noise(64 * inputs, 6), 64, inputs);
  const std::vector<float> wanted = product(x, 4, exact);
  const std::vector<float> got = product(x, 4, exact.as(WeightType::int8));
  double error = 0;
  double size = 0;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    error += std::pow(static_cast<double>(got[i] - wanted[i]), 2);
    size += std::pow(static_cast<double>(wanted[i]), 2);
  }
  CHECK(std::sqrt(error / size) < 0.01);
  CHECK(error > 0);
}

TEST_CASE("zeros stay zero in int8, and what is not finite is not finite after the product") {
  const std::int64_t inputs = 70;
  std::vector<float> w = noise(2 * inputs, 7);
  std::fill_n(w.begin(), inputs, 0.0F);
  std::vector<float> x = noise(3 * inputs, 8);
  std::fill_n(x.begin(), inputs, 0.0F);
  x[static_cast<std::size_t>(2 * inputs + 3)] = std::numeric_limits<float>::infinity();
  const PackedMatrix matrix = packed(w, 2, inputs).as(WeightType::int8);
  on_every_isa([&] {
    const std::vector<float> y = product(x, 3, matrix);
    CHECK(y[0] == 0.0F);
    CHECK(y[1] == 0.0F);
    CHECK(y[2] == 0.0F);
    CHECK(std::isfinite(y[3]));
    CHECK_FALSE(std::isfinite(y[5]));
  });
  w[static_cast<std::size_t>(inputs)] = std::numeric_limits<float>::quiet_NaN();
  CHECK_FALSE(std::isfinite(product(x, 3, packed(w, 2, inputs).as(WeightType::int8))[3]));
  CHECK_FALSE(std::isfinite(product(x, 3, packed(w, 2, inputs).as(WeightType::bf16))[3]));
  CHECK_FALSE(std::isfinite(product(x, 3, packed(w, 2, inputs).as(WeightType::bf16_dots))[3]));
}

TEST_CASE("gates and biases reach int8 sums as they do exact ones") {
  const std::int64_t inputs = 64;
  PackedMatrix exact(16, inputs, true);
  const std::vector<float> w = noise(32 * inputs, 9);
  exact.set_columns(0, 0, 32, w.data());
  const std::vector<float> bias = noise(32, 10);
  const std::vector<float> x = noise(inputs, 11);
  std::vector<float> y(16, 1.0F);
  const PackedMatrix w8 = exact.as(WeightType::int8);
  Team team(1);
  team.reserve(matmul_workspace(1, w8, 1));
  matmul(view(x.data(), 1, inputs, inputs), w8,
         {.bias = bias.data(), .activation = Activation::relu, .accumulate = true}, view(y.data(), 1, 16, 16), team);
  for (std::int64_t n = 0; n < 16; ++n) {
    const float gate = naive_int8(x.data(), w.data() + n * inputs, inputs) + bias[static_cast<std::size_t>(n)];
    const float value =
        naive_int8(x.data(), w.data() + (16 + n) * inputs, inputs) + bias[static_cast<std::size_t>(16 + n)];
    CHECK(y[static_cast<std::size_t>(n)] == 1.0F + std::max(gate, 0.0F) * value);
  }
}

TEST_CASE("numbers below the smallest normal one are zero in dots of bfloat16, and nowhere else") {
  const std::vector<float> x(32, 0x1p-70F);
  const std::vector<float> w(32, 0x1p-70F);
  const PackedMatrix matrix = packed(w, 1, 32);
  const PackedMatrix dots = matrix.as(WeightType::bf16_dots);
  on_every_isa([&] {
    Team team(1);
    team.reserve(matmul_workspace(1, dots, 1));
    volatile float smallest = 0x1p-149F;
    float y = smallest;
    matmul(view(x.data(), 1, 32, 32), dots, {.accumulate = true}, view(&y, 1, 1, 1), team);
    CHECK(y == 0.0F);
    CHECK(product(x, 1, matrix)[0] == 0x1p-135F);
    CHECK(smallest * 2.0F == 0x1p-148F);
  });
}

}  // namespace
}  // namespace coldread::kernels
