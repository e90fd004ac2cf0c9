#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

// Only kernels_avx512bf16.cpp includes this. Where k and k + 2 are neighbours in a chain (matmul_bf16_pairs.inl), they
// share 32 bits: the earlier one above, since that is the one which the processor multiplies first.
namespace coldread::kernels {
namespace {

/// Of 32 values of k, the pairs of the even ones and then those of the odd ones.
inline void sort_pairs(std::uint16_t* of_32) {
  alignas(64) constexpr std::uint16_t kFrom[32] = {2, 0, 6, 4, 10, 8, 14, 12, 18, 16, 22, 20, 26, 24, 30, 28,
                                                   3, 1, 7, 5, 11, 9, 15, 13, 19, 17, 23, 21, 27, 25, 31, 29};
  _mm512_storeu_si512(of_32, _mm512_permutexvar_epi16(_mm512_load_si512(kFrom), _mm512_loadu_si512(of_32)));
}

/// Of 16 columns, k and k + 1 in a, k + 2 and k + 3 in b (as PackedMatrix holds them): the pairs of the even ones or of
/// the odd ones.
inline Lanes even_pairs(Lanes a, Lanes b) {
  alignas(64) constexpr std::uint16_t kFrom[32] = {32, 0,  34, 2,  36, 4,  38, 6,  40, 8,  42, 10, 44, 12, 46, 14,
                                                   48, 16, 50, 18, 52, 20, 54, 22, 56, 24, 58, 26, 60, 28, 62, 30};
  return {_mm512_castsi512_ps(
      _mm512_permutex2var_epi16(_mm512_castps_si512(a.v), _mm512_load_si512(kFrom), _mm512_castps_si512(b.v)))};
}
inline Lanes odd_pairs(Lanes a, Lanes b) {
  alignas(64) constexpr std::uint16_t kFrom[32] = {33, 1,  35, 3,  37, 5,  39, 7,  41, 9,  43, 11, 45, 13, 47, 15,
                                                   49, 17, 51, 19, 53, 21, 55, 23, 57, 25, 59, 27, 61, 29, 63, 31};
  return {_mm512_castsi512_ps(
      _mm512_permutex2var_epi16(_mm512_castps_si512(a.v), _mm512_load_si512(kFrom), _mm512_castps_si512(b.v)))};
}

/// sum = fma(lower x, lower w, fma(upper x, upper w, sum)) of each lane's pairs; x: one pair for all lanes, taken from
/// memory by the instruction itself, since a broadcast of its own costs a third of the speed.
[[gnu::always_inline]] inline void add_products(Lanes& sum, Lanes w, const float* x) {
  asm("vdpbf16ps %2%{1to16%}, %1, %0" : "+v"(sum.v) : "v"(w.v), "m"(*x));
}

}  // namespace
}  // namespace coldread::kernels
