#include <immintrin.h>

#include "kernels/peak_loops.h"

namespace coldread::kernels {
namespace {

/// Enough chains to hide a latency of four or five cycles on two ports.
constexpr int kChains = 12;

}  // namespace

double peak_fp32_avx2(std::int64_t steps) {
  __m256 sums[kChains];
  const __m256 x = _mm256_set1_ps(0.999999F);
  for (auto& sum : sums) sum = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) asm volatile("vfmadd213ps %1, %1, %0" : "+x"(sum) : "x"(x));
  }
  for (auto& sum : sums) asm volatile("" : : "x"(sum));
  return 2.0 * 8 * kChains;
}

double peak_int8_avx2(std::int64_t steps) {
  __m256i sums[kChains];
  const __m256i x = _mm256_set1_epi16(3);
  for (auto& sum : sums) sum = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) {
      __m256i product;
      asm volatile("vpmaddwd %2, %2, %1\n\tvpaddd %1, %0, %0" : "+x"(sum), "=&x"(product) : "x"(x));
    }
  }
  for (auto& sum : sums) asm volatile("" : : "x"(sum));
  return 2.0 * 16 * kChains;
}

std::uint64_t read_avx2(const unsigned char* data, std::size_t bytes) {
  __m256i sums[8];
  for (auto& sum : sums) sum = _mm256_setzero_si256();
  for (std::size_t i = 0; i < bytes; i += 256) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < 8; ++j) {
      sums[j] = _mm256_xor_si256(sums[j], _mm256_loadu_si256(reinterpret_cast<const __m256i*>(data + i + 32 * j)));
    }
  }
  for (int j = 1; j < 8; ++j) sums[0] = _mm256_xor_si256(sums[0], sums[j]);
  return static_cast<std::uint64_t>(_mm256_extract_epi64(sums[0], 0) ^ _mm256_extract_epi64(sums[0], 1) ^
                                    _mm256_extract_epi64(sums[0], 2) ^ _mm256_extract_epi64(sums[0], 3));
}

}  // namespace coldread::kernels
