// GCC 12 takes _mm512_undefined_ps() inside its own intrinsics for an oversight.
#pragma GCC diagnostic ignored "-Wuninitialized"

#include <immintrin.h>

#include "kernels/peak_loops.h"

namespace coldread::kernels {
namespace {

/// Independent chains, all in registers: the instructions are assembly, since the compiler keeps some chains in memory.
constexpr int kChains = 24;

}  // namespace

double peak_fp32_avx512(std::int64_t steps) {
  __m512 sums[kChains / 2][2];
  const __m512 x = _mm512_set1_ps(0.999999F);
#pragma GCC unroll 12
  for (auto& pair : sums) pair[0] = pair[1] = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& pair : sums) {
      asm volatile("vfmadd213ps %2, %2, %0\n\tvfmadd213ps %2, %2, %1" : "+v"(pair[0]), "+v"(pair[1]) : "v"(x));
    }
  }
  return 2.0 * 16 * kChains;
}

double peak_int8_avx512(std::int64_t steps) {
  __m512i sums[kChains / 2][2];
  const __m512i x = _mm512_set1_epi16(3);
#pragma GCC unroll 12
  for (auto& pair : sums) pair[0] = pair[1] = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& pair : sums) {
      __m512i product;
      asm volatile("vpmaddwd %3, %3, %2\n\tvpaddd %2, %0, %0\n\tvpmaddwd %3, %3, %2\n\tvpaddd %2, %1, %1"
                   : "+v"(pair[0]), "+v"(pair[1]), "=&v"(product)
                   : "v"(x));
    }
  }
  return 2.0 * 32 * kChains;
}

double peak_int8_vnni(std::int64_t steps) {
  __m512i sums[kChains / 2][2];
  const __m512i x = _mm512_set1_epi8(3);
#pragma GCC unroll 12
  for (auto& pair : sums) pair[0] = pair[1] = x;
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& pair : sums) {
      asm volatile("vpdpbusd %2, %2, %0\n\tvpdpbusd %2, %2, %1" : "+v"(pair[0]), "+v"(pair[1]) : "v"(x));
    }
  }
  return 2.0 * 64 * kChains;
}

double peak_bf16_avx512(std::int64_t steps) {
  __m512 sums[kChains / 2][2];
  const __m512i x = _mm512_set1_epi16(0x3f80);  // 1
#pragma GCC unroll 12
  for (auto& pair : sums) pair[0] = pair[1] = _mm512_setzero_ps();
  for (std::int64_t i = 0; i < steps; ++i) {
#pragma GCC unroll 12
    for (auto& pair : sums) {
      asm volatile("vdpbf16ps %2, %2, %0\n\tvdpbf16ps %2, %2, %1" : "+v"(pair[0]), "+v"(pair[1]) : "v"(x));
    }
  }
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
