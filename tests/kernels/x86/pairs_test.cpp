#include <bit>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "kernels/packed.h"
#include "kernels/portable/lanes_portable.h"
#include "kernels/table.h"
#include "machine/buffer.h"

// The product by pairs of bfloat16 with pairs that are not a processor's, so that its order and its addresses are
// tested everywhere.

namespace coldread::kernels {
namespace {

/// k and k + 2 of the even or the odd ones of four.
std::uint32_t pair_of(const std::uint16_t* four, int odd) {
  return static_cast<std::uint32_t>(four[odd]) << 16 | four[odd + 2];
}
void sort_pairs(std::uint16_t* of_32) {
  std::uint32_t sorted[16];
  for (int i = 0; i < 8; ++i) {
    sorted[i] = pair_of(of_32 + 4 * i, 0);
    sorted[8 + i] = pair_of(of_32 + 4 * i, 1);
  }
  std::memcpy(of_32, sorted, sizeof sorted);
}
Lanes pairs_of(const Lanes& a, const Lanes& b, int odd) {
  return lanewise([&](int i) {
    std::uint16_t four[4];
    std::memcpy(four, &a.v[i], 4);
    std::memcpy(four + 2, &b.v[i], 4);
    return std::bit_cast<float>(pair_of(four, odd));
  });
}
Lanes even_pairs(const Lanes& a, const Lanes& b) {
  return pairs_of(a, b, 0);
}
Lanes odd_pairs(const Lanes& a, const Lanes& b) {
  return pairs_of(a, b, 1);
}
void add_products(Lanes& sum, const Lanes& w, const float* x) {
  const Lanes all = splat(*x);
  sum = fma(bf16_low(all), bf16_low(w), fma(bf16_high(all), bf16_high(w), sum));
}

}  // namespace
}  // namespace coldread::kernels

#define COLDREAD_PAIRS
#include "kernels/x86/matmul_bf16_pairs.inl"

namespace coldread::kernels {
namespace {

TEST_CASE("the bfloat16 product by pairs has the bits of the product by multiply-adds") {
  struct Shape {
    std::int64_t rows, inputs, outputs;
  };
  for (const Shape& shape : {Shape{1, 576, 64}, Shape{6, 32, 33}, Shape{7, 100, 96}, Shape{13, 1000, 40},
                             Shape{37, 577, 40}, Shape{70, 1537, 7}}) {
    CAPTURE(shape.rows);
    CAPTURE(shape.inputs);
    const std::vector<float> x = noise(shape.rows * shape.inputs, 25);
    const PackedMatrix matrix =
        packed(noise(shape.outputs * shape.inputs, 26), shape.outputs, shape.inputs).as(WeightType::bf16_dots);
    const std::int64_t k = bf16_dots_padded(shape.inputs);
    const auto product = [&](const Bf16DotsKernel& kernel) {
      std::vector<std::uint16_t> rounded(static_cast<std::size_t>(shape.rows * bf16_dots_row(k)));
      for (std::int64_t t = 0; t < shape.rows; ++t) {
        kernel.round(x.data() + t * shape.inputs, shape.inputs, k, rounded.data() + t * bf16_dots_row(k));
      }
      FloatBuffer scratch(bf16_dots_sums(shape.rows, matrix.panels(), k) + bf16_dots_prepared(shape.rows, k));
      std::vector<float> y(static_cast<std::size_t>(shape.rows * shape.outputs));
      kernel.matmul({.x = rounded.data(),
                     .rows = shape.rows,
                     .k = k,
                     .panels = matrix.data(),
                     .panel_count = matrix.panels(),
                     .out = {.y = y.data(), .y_stride = shape.outputs, .columns = shape.outputs},
                     .scratch = scratch.data()});
      return y;
    };
    const std::vector<float> by_pairs = product({.round = round_bf16_pairs, .matmul = matmul_bf16_pairs});
    CHECK(first_difference(by_pairs, product(kPortableTable.bf16_dots)) == -1);
  }
}

}  // namespace
}  // namespace coldread::kernels
