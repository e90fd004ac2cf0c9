#include <cmath>

#include "kernels/peak_loops.h"

namespace coldread::kernels {

double peak_fp32_portable(std::int64_t steps) {
  constexpr int kChains = 8;
  float sums[kChains] = {};
  float x = 0.999999F;
  asm volatile("" : "+x"(x));
  for (std::int64_t i = 0; i < steps; ++i) {
    for (float& sum : sums) sum = std::fma(sum, x, x);
  }
  for (float& sum : sums) asm volatile("" : "+x"(sum));
  return 2.0 * kChains;
}

double peak_int8_portable(std::int64_t steps) {
  constexpr int kChains = 8;
  std::int32_t sums[kChains] = {};
  std::int32_t x = 3;
  std::int32_t y = -5;
  for (std::int64_t i = 0; i < steps; ++i) {
    asm volatile("" : "+r"(x), "+r"(y));
    for (std::int32_t& sum : sums) {
      sum += static_cast<std::int8_t>(x) * static_cast<std::int8_t>(y);
      asm volatile("" : "+r"(sum));
    }
  }
  return 2.0 * kChains;
}

std::uint64_t read_portable(const unsigned char* data, std::size_t bytes) {
  std::uint64_t sums[8] = {};
  const auto* words = reinterpret_cast<const std::uint64_t*>(data);
  for (std::size_t i = 0; i < bytes / 8; i += 8) {
    for (std::size_t j = 0; j < 8; ++j) sums[j] ^= words[i + j];
  }
  std::uint64_t all = 0;
  for (const std::uint64_t sum : sums) all ^= sum;
  return all;
}

}  // namespace coldread::kernels
