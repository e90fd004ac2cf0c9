// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include <immintrin.h>

#include "kernels/peak_loops.h"

namespace coldread::kernels {
namespace {

constexpr int kChains = 24;

}  // namespace

double peak_fp32_avx512(std::int64_t steps) {
  __m512 sums[kChains];
  const __m512 x = _mm512_set1_ps(0.999999F);
  for (auto& sum : sums) sum = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 24
    for (auto& sum : sums) sum = _mm512_fmadd_ps(sum, x, x);
  }
  for (auto& sum : sums) asm volatile("" : : "v"(sum));
  return 2.0 * 16 * kChains;
}

double peak_int8_avx512(std::int64_t steps) {
  __m512i sums[kChains];
  __m512i x = _mm512_set1_epi16(3);
  for (auto& sum : sums) sum = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 24
    for (auto& sum : sums) {
      asm volatile("" : "+v"(x));  // each product is computed anew
      sum = _mm512_add_epi32(sum, _mm512_madd_epi16(x, x));
    }
  }
  for (auto& sum : sums) asm volatile("" : : "v"(sum));
  return 2.0 * 32 * kChains;
}

__attribute__((target("avx512vnni"))) double peak_int8_vnni(std::int64_t steps) {
  __m512i sums[kChains];
  const __m512i x = _mm512_set1_epi8(3);
  for (auto& sum : sums) sum = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 24
    for (auto& sum : sums) sum = _mm512_dpbusd_epi32(sum, x, x);
  }
  for (auto& sum : sums) asm volatile("" : : "v"(sum));
  return 2.0 * 64 * kChains;
}

__attribute__((target("avx512bf16"))) double peak_bf16_avx512(std::int64_t steps) {
  __m512 sums[kChains];
  const auto x = reinterpret_cast<__m512bh>(_mm512_set1_epi16(0x3f80));  // 1
  for (auto& sum : sums) sum = _mm512_setzero_ps();
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 24
    for (auto& sum : sums) sum = _mm512_dpbf16_ps(sum, x, x);
  }
  for (auto& sum : sums) asm volatile("" : : "v"(sum));
  return 2.0 * 32 * kChains;
}

std::uint64_t read_avx512(const unsigned char* data, std::size_t bytes) {
  __m512i sums[8];
  for (auto& sum : sums) sum = _mm512_setzero_si512();
  for (std::size_t i = 0; i < bytes; i += 512) {
#pragma GCC unroll 8
    for (std::size_t j = 0; j < 8; ++j) {
      sums[j] = _mm512_xor_si512(sums[j], _mm512_loadu_si512(data + i + 64 * j));
    }
  }
  for (int j = 1; j < 8; ++j) sums[0] = _mm512_xor_si512(sums[0], sums[j]);
  return static_cast<std::uint64_t>(_mm512_reduce_add_epi64(sums[0]));
}

}  // namespace coldread::kernels
