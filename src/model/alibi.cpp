#include "model/alibi.h"

#include <bit>

#include "kernels/scalar_math.h"

namespace coldread {
namespace {

float power_of_two(double exponent) {
  constexpr double kLn2 = 0.693147180559945309;
  return static_cast<float>(kernels::exp(exponent * kLn2));
}

/// 2^(-max i / count), i = 1 ... count
std::vector<float> powers(std::int64_t count, double max) {
  std::vector<float> slopes;
  for (std::int64_t i = 1; i <= count; ++i) {
    slopes.push_back(power_of_two(-max * static_cast<double>(i) / static_cast<double>(count)));
  }
  return slopes;
}

/// To nearest even, of numbers that are finite.
float to_bf16(float x) {
  const auto bits = std::bit_cast<std::uint32_t>(x);
  const std::uint32_t rounded = bits + 0x7FFFU + ((bits >> 16U) & 1U);
  return std::bit_cast<float>(rounded & 0xFFFF0000U);
}

}  // namespace

std::vector<float> alibi_slopes(std::int64_t heads) {
  const auto floor = static_cast<std::int64_t>(std::bit_floor(static_cast<std::uint64_t>(heads)));
  std::vector<float> slopes = powers(floor, 8);
  const std::vector<float> finer = powers(2 * floor, 8);
  for (std::size_t i = 0; static_cast<std::int64_t>(slopes.size()) < heads; i += 2) slopes.push_back(finer[i]);
  return slopes;
}

std::vector<float> mpt_alibi_slopes(std::int64_t heads, double max) {
  const auto ceiling = static_cast<std::int64_t>(std::bit_ceil(static_cast<std::uint64_t>(heads)));
  const std::vector<float> all = powers(ceiling, max);
  if (ceiling == heads) return all;
  std::vector<float> slopes;
  for (const std::size_t start : {std::size_t{1}, std::size_t{0}}) {
    for (std::size_t i = start; i < all.size() && static_cast<std::int64_t>(slopes.size()) < heads; i += 2) {
      slopes.push_back(all[i]);
    }
  }
  return slopes;
}

std::vector<float> falcon_key_bias(std::int64_t heads, std::int64_t positions, float scale) {
  std::vector<float> bias;
  for (const float slope : alibi_slopes(heads)) {
    for (std::int64_t key = 0; key < positions; ++key) {
      bias.push_back(to_bf16(to_bf16(slope) * static_cast<float>(key)) * scale);
    }
  }
  return bias;
}

}  // namespace coldread
