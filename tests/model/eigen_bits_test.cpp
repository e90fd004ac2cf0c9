// Each expression of Eigen on the way to a score gives the bits of its naive loop, whatever its length and wherever it
// starts.
#include <Eigen/Core>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/scalar_math.h"
#include "kernels/view.h"
#include "model/rope_frequencies.h"

namespace coldread {
namespace {

constexpr Eigen::Index kLongest = 67;

template <typename Number>
std::vector<Number> numbers(std::int64_t count, int seed) {
  std::vector<Number> all;
  for (std::int64_t i = 0; i < count; ++i) {
    all.push_back(static_cast<Number>((i * 7919 + seed * 104729) % 2003 - 1001) / static_cast<Number>(317));
  }
  return all;
}

template <typename Number>
bool same_bits(const Number* a, const Number* b, std::int64_t count) {
  return std::memcmp(a, b, static_cast<std::size_t>(count) * sizeof(Number)) == 0;
}

/// check(length, start) for every length and for starts off every alignment.
template <typename Check>
void at_every_length(const Check& check) {
  for (Eigen::Index length = 1; length <= kLongest; ++length) {
    for (Eigen::Index start = 0; start < 4; ++start) {
      CAPTURE(length);
      CAPTURE(start);
      check(length, start);
    }
  }
}

TEST_CASE("a position's embedding is added to a token's") {
  at_every_length([](Eigen::Index width, Eigen::Index start) {
    std::vector<float> x = numbers<float>(start + 3 * (width + 5), 1);
    std::vector<float> expected = x;
    const std::vector<float> position = numbers<float>(width, 2);
    for (Eigen::Index i = 0; i < width; ++i) {
      float& sum = expected[static_cast<std::size_t>(start + 2 * (width + 5) + i)];
      sum += position[static_cast<std::size_t>(i)];
    }
    kernels::MatrixView view = kernels::view(x.data() + start, 3, width, width + 5);
    view.row(2) += Eigen::Map<const kernels::RowVector>(position.data(), width);
    CHECK(same_bits(x.data(), expected.data(), static_cast<std::int64_t>(x.size())));
  });
}

TEST_CASE("rows are gathered, and blocks copied from one stride to another") {
  at_every_length([](Eigen::Index width, Eigen::Index start) {
    std::vector<float> from = numbers<float>(start + 3 * (width + 7), 3);
    std::vector<float> to = numbers<float>(start + 3 * (width + 2), 4);
    std::vector<float> expected = to;
    for (Eigen::Index r = 0; r < 3; ++r) {
      for (Eigen::Index i = 0; i < width; ++i) {
        expected[static_cast<std::size_t>(start + r * (width + 2) + i)] =
            from[static_cast<std::size_t>(start + r * (width + 7) + i)];
      }
    }
    kernels::view(to.data() + start, 3, width, width + 2) = kernels::view(from.data() + start, 3, width, width + 7);
    CHECK(same_bits(to.data(), expected.data(), static_cast<std::int64_t>(to.size())));
    kernels::MatrixView rows = kernels::view(from.data() + start, 3, width, width + 7);
    rows.row(0) = rows.row(2);
    CHECK(same_bits(from.data() + start, from.data() + start + 2 * (width + 7), width));
  });
}

TEST_CASE("rotary angles are a position times each frequency, and a frequency is divided by its factor") {
  at_every_length([](Eigen::Index size, Eigen::Index start) {
    std::vector<double> frequencies = numbers<double>(start + size, 5);
    const std::vector<float> factors = numbers<float>(size, 6);
    std::vector<double> angles, by_one, by_each;
    for (Eigen::Index i = 0; i < size; ++i) {
      const double f = frequencies[static_cast<std::size_t>(start + i)];
      angles.push_back(4711.0 * f);
      by_one.push_back(f / 2.7);
      by_each.push_back(f / static_cast<double>(factors[static_cast<std::size_t>(i)]));
    }
    const Eigen::Map<Eigen::ArrayXd> f(frequencies.data() + start, size);
    const Eigen::ArrayXd turned = 4711.0 * f;
    CHECK(same_bits(turned.data(), angles.data(), size));
    Eigen::ArrayXd divided = f;
    divided /= 2.7;
    CHECK(same_bits(divided.data(), by_one.data(), size));
    divided = f;
    divided /= Eigen::Map<const Eigen::ArrayXf>(factors.data(), size).cast<double>();
    CHECK(same_bits(divided.data(), by_each.data(), size));
  });
}

/// The loop over the formula of apply_llama3_scaling().
double scaled(double f, const Llama3Scaling& scaling) {
  const double w = 6.283185307179586 / f;
  if (w < scaling.original_context / scaling.high_frequency_factor) return f;
  if (w > scaling.original_context / scaling.low_frequency_factor) return f / scaling.factor;
  const double s = (scaling.original_context / w - scaling.low_frequency_factor) /
                   (scaling.high_frequency_factor - scaling.low_frequency_factor);
  return (1.0 - s) * f / scaling.factor + s * f;
}

TEST_CASE("frequencies and their scaling are those of the formulas, of every number of pairs") {
  const Llama3Scaling scaling{
      .factor = 8, .low_frequency_factor = 1, .high_frequency_factor = 4, .original_context = 8192};
  for (Eigen::Index pairs = 1; pairs <= kLongest; ++pairs) {
    std::vector<double> plain, stretched;
    for (Eigen::Index i = 0; i < pairs; ++i) {
      const double exponent = 2.0 * static_cast<double>(i) / static_cast<double>(2 * pairs);
      plain.push_back(kernels::exp(-exponent * kernels::log(500000.0)));
      stretched.push_back(scaled(plain.back(), scaling));
    }
    Eigen::ArrayXd f = rope_frequencies(500000.0, 2 * pairs);
    CAPTURE(pairs);
    CHECK(same_bits(f.data(), plain.data(), pairs));
    apply_llama3_scaling(f, scaling);
    CHECK(same_bits(f.data(), stretched.data(), pairs));
  }
}

}  // namespace
}  // namespace coldread
