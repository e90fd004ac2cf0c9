#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

// Only kernels_avx512.cpp includes this. Everything is in an unnamed namespace: code of one instruction set must not be
// merged by the linker with another's.
namespace coldread::kernels {
namespace {

constexpr int kTileRows = 12;    // 12 x 2 accumulators, 2 weights and 1 activation of 32 registers
constexpr int kTileVectors = 2;  // of 16 columns
constexpr int kWideRows = 3;     // see tile.inl

/// 16 floats; every instruction set's Lanes does the same IEEE operations lane by lane.
struct Lanes {
  __m512 v;
};

inline Lanes load(const float* p) {
  return {_mm512_loadu_ps(p)};
}
inline void store(float* p, Lanes x) {
  _mm512_storeu_ps(p, x.v);
}
inline Lanes splat(float x) {
  return {_mm512_set1_ps(x)};
}
inline Lanes add(Lanes a, Lanes b) {
  return {_mm512_add_ps(a.v, b.v)};
}
inline Lanes sub(Lanes a, Lanes b) {
  return {_mm512_sub_ps(a.v, b.v)};
}
inline Lanes mul(Lanes a, Lanes b) {
  return {_mm512_mul_ps(a.v, b.v)};
}
inline Lanes div(Lanes a, Lanes b) {
  return {_mm512_div_ps(a.v, b.v)};
}
/// a * b + c, rounded once.
inline Lanes fma(Lanes a, Lanes b, Lanes c) {
  return {_mm512_fmadd_ps(a.v, b.v, c.v)};
}
/// sum = a * b + sum, rounded once, in the register where sum is: of fma() the compiler makes copies, one for every
/// fourth in a tile.
[[gnu::always_inline]] inline void add_product(Lanes& sum, Lanes a, Lanes b) {
  asm("vfmadd231ps %1, %2, %0" : "+v"(sum.v) : "v"(a.v), "v"(b.v));
}
/// a > b ? a : b, so b where one is NaN.
inline Lanes max(Lanes a, Lanes b) {
  return {_mm512_max_ps(a.v, b.v)};
}
/// a < b ? a : b.
inline Lanes min(Lanes a, Lanes b) {
  return {_mm512_min_ps(a.v, b.v)};
}
/// a < b ? x : y.
inline Lanes if_less(Lanes a, Lanes b, Lanes x, Lanes y) {
  return {_mm512_mask_blend_ps(_mm512_cmp_ps_mask(a.v, b.v, _CMP_LT_OQ), y.v, x.v)};
}
/// x * 2^n for whole n from -126 to 128, rounded once.
inline Lanes scale(Lanes x, Lanes n) {
  return {_mm512_scalef_ps(x.v, n.v)};
}

/// The lower and the upper of each lane's two bfloat16.
inline Lanes bf16_low(Lanes x) {
  return {_mm512_castsi512_ps(_mm512_slli_epi32(_mm512_castps_si512(x.v), 16))};
}
inline Lanes bf16_high(Lanes x) {
  return {_mm512_castsi512_ps(_mm512_and_epi32(_mm512_castps_si512(x.v), _mm512_set1_epi32(-65536)))};
}
/// 16 numbers of half precision, of 8 bits, and the low and the high halves of 16 bytes.
inline Lanes f16_lanes(const std::byte* p) {
  return {_mm512_cvtph_ps(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(p)))};
}
inline Lanes byte_lanes(const std::byte* p) {
  return {_mm512_cvtepi32_ps(_mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p))))};
}
inline void nibble_lanes(const std::byte* p, Lanes& low, Lanes& high) {
  const __m512i both = _mm512_cvtepu8_epi32(_mm_loadu_si128(reinterpret_cast<const __m128i*>(p)));
  low.v = _mm512_cvtepi32_ps(_mm512_and_epi32(both, _mm512_set1_epi32(15)));
  high.v = _mm512_cvtepi32_ps(_mm512_srli_epi32(both, 4));
}
/// Lanes rounded to nearest even, from -127 to 127, as 16 bytes.
inline void store_bytes(std::int8_t* p, Lanes x) {
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), _mm512_cvtepi32_epi8(_mm512_cvtps_epi32(x.v)));
}

/// Lanes rounded to bfloat16, to nearest even; NaN stays NaN.
inline void store_bf16(std::uint16_t* p, Lanes x) {
  const __m512i bits = _mm512_castps_si512(x.v);
  const __m512i odd = _mm512_and_epi32(_mm512_srli_epi32(bits, 16), _mm512_set1_epi32(1));
  const __m512i up = _mm512_add_epi32(_mm512_add_epi32(bits, _mm512_set1_epi32(0x7FFF)), odd);
  const __mmask16 nan = _mm512_cmp_ps_mask(x.v, x.v, _CMP_UNORD_Q);
  const __m512i rounded = _mm512_mask_or_epi32(up, nan, bits, _mm512_set1_epi32(0x400000));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm512_cvtepi32_epi16(_mm512_srli_epi32(rounded, 16)));
}

/// The order of every sum over lanes: i and i + 8, then i and i + 4, i + 2, i + 1.
inline float sum(Lanes x) {
  const __m256 eight = _mm256_add_ps(_mm512_castps512_ps256(x.v), _mm512_extractf32x8_ps(x.v, 1));
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
/// The largest lane.
inline float largest(Lanes x) {
  const __m256 eight = _mm256_max_ps(_mm512_castps512_ps256(x.v), _mm512_extractf32x8_ps(x.v, 1));
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

/// Lane j of x[i] becomes lane i of x[j].
inline void transpose(Lanes (&x)[16]) {
  __m512 a[16];
  for (int i = 0; i < 16; i += 2) {
    a[i] = _mm512_unpacklo_ps(x[i].v, x[i + 1].v);
    a[i + 1] = _mm512_unpackhi_ps(x[i].v, x[i + 1].v);
  }
  __m512 b[16];  // b[4 g + j]: lanes j, j + 4, j + 8 and j + 12 of rows 4 g to 4 g + 3
  for (int i = 0; i < 16; i += 4) {
    for (int j = 0; j < 2; ++j) {
      const __m512d low = _mm512_castps_pd(a[i + j]);
      const __m512d high = _mm512_castps_pd(a[i + j + 2]);
      b[i + 2 * j] = _mm512_castpd_ps(_mm512_unpacklo_pd(low, high));
      b[i + 2 * j + 1] = _mm512_castpd_ps(_mm512_unpackhi_pd(low, high));
    }
  }
  for (int j = 0; j < 4; ++j) {
    const __m512 first = _mm512_shuffle_f32x4(b[j], b[j + 4], 0x88);  // quarters 0 and 2 of each
    const __m512 second = _mm512_shuffle_f32x4(b[j], b[j + 4], 0xDD);
    const __m512 third = _mm512_shuffle_f32x4(b[j + 8], b[j + 12], 0x88);
    const __m512 fourth = _mm512_shuffle_f32x4(b[j + 8], b[j + 12], 0xDD);
    x[j].v = _mm512_shuffle_f32x4(first, third, 0x88);
    x[j + 8].v = _mm512_shuffle_f32x4(first, third, 0xDD);
    x[j + 4].v = _mm512_shuffle_f32x4(second, fourth, 0x88);
    x[j + 12].v = _mm512_shuffle_f32x4(second, fourth, 0xDD);
  }
}

/// Into the first-level cache, and into the second.
[[gnu::always_inline]] inline void prefetch(const float* p) {
  _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0);
}
[[gnu::always_inline]] inline void prefetch_far(const char* p) {
  _mm_prefetch(p, _MM_HINT_T1);
}

}  // namespace
}  // namespace coldread::kernels
