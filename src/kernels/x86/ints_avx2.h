#pragma once

#include <cstdint>
#include <immintrin.h>

// Only kernels_avx2.cpp includes this.
namespace coldread::kernels {
namespace {

constexpr int kInt8TileRows = 3;  // 3 x 2 accumulators, 2 weights, 4 for one product, 1 constant of 16 registers

/// 16 sums of 32 bits.
struct Ints {
  __m256i low, high;
};
/// 16 times 4 bytes.
struct Quads {
  __m256i low, high;
};

inline Ints start_dot(std::int32_t) {
  return {_mm256_setzero_si256(), _mm256_setzero_si256()};
}
/// Weights, without their offset of 128.
inline Quads load_quads(const std::byte* p) {
  const __m256i offset = _mm256_set1_epi8(-128);
  return {_mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)), offset),
          _mm256_xor_si256(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p + 32)), offset)};
}
inline Quads splat_quad(const char* p) {
  std::int32_t bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  const __m256i all = _mm256_set1_epi32(bytes);
  return {all, all};
}
/// |x| times sign(x) w: a pair's sum is at most 2 * 127 * 127 and never saturates, as unsigned weights would.
inline __m256i dot_half(__m256i sum, __m256i w, __m256i x) {
  const __m256i pairs = _mm256_maddubs_epi16(_mm256_abs_epi8(x), _mm256_sign_epi8(w, x));
  return _mm256_add_epi32(sum, _mm256_madd_epi16(pairs, _mm256_set1_epi16(1)));
}
inline void add_dot(Ints& sum, Quads w, Quads x) {
  sum = {dot_half(sum.low, w.low, x.low), dot_half(sum.high, w.high, x.high)};
}
inline Lanes to_lanes(Ints x) {
  return {_mm256_cvtepi32_ps(x.low), _mm256_cvtepi32_ps(x.high)};
}

}  // namespace
}  // namespace coldread::kernels
