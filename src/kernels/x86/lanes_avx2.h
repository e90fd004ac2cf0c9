#pragma once

#include <cstddef>
#include <cstdint>
#include <immintrin.h>

// Only kernels_avx2.cpp includes this; see lanes_avx512.h, whose operations these are.
namespace coldread::kernels {
namespace {

constexpr int kTileRows = 6;     // 6 x 2 accumulators, 2 weights and 1 activation of 16 registers
constexpr int kTileVectors = 1;  // of 16 columns
constexpr int kWideRows = 1;     // see tile.inl

struct Lanes {
  __m256 low, high;
};

inline Lanes load(const float* p) {
  return {_mm256_loadu_ps(p), _mm256_loadu_ps(p + 8)};
}
inline void store(float* p, Lanes x) {
  _mm256_storeu_ps(p, x.low);
  _mm256_storeu_ps(p + 8, x.high);
}
inline Lanes splat(float x) {
  return {_mm256_set1_ps(x), _mm256_set1_ps(x)};
}
inline Lanes add(Lanes a, Lanes b) {
  return {_mm256_add_ps(a.low, b.low), _mm256_add_ps(a.high, b.high)};
}
inline Lanes sub(Lanes a, Lanes b) {
  return {_mm256_sub_ps(a.low, b.low), _mm256_sub_ps(a.high, b.high)};
}
inline Lanes mul(Lanes a, Lanes b) {
  return {_mm256_mul_ps(a.low, b.low), _mm256_mul_ps(a.high, b.high)};
}
inline Lanes div(Lanes a, Lanes b) {
  return {_mm256_div_ps(a.low, b.low), _mm256_div_ps(a.high, b.high)};
}
inline Lanes fma(Lanes a, Lanes b, Lanes c) {
  return {_mm256_fmadd_ps(a.low, b.low, c.low), _mm256_fmadd_ps(a.high, b.high, c.high)};
}
/// See lanes_avx512.h.
[[gnu::always_inline]] inline void add_product(Lanes& sum, Lanes a, Lanes b) {
  asm("vfmadd231ps %1, %2, %0" : "+x"(sum.low) : "x"(a.low), "x"(b.low));
  asm("vfmadd231ps %1, %2, %0" : "+x"(sum.high) : "x"(a.high), "x"(b.high));
}
inline Lanes max(Lanes a, Lanes b) {
  return {_mm256_max_ps(a.low, b.low), _mm256_max_ps(a.high, b.high)};
}
inline Lanes min(Lanes a, Lanes b) {
  return {_mm256_min_ps(a.low, b.low), _mm256_min_ps(a.high, b.high)};
}
inline Lanes if_less(Lanes a, Lanes b, Lanes x, Lanes y) {
  return {_mm256_blendv_ps(y.low, x.low, _mm256_cmp_ps(a.low, b.low, _CMP_LT_OQ)),
          _mm256_blendv_ps(y.high, x.high, _mm256_cmp_ps(a.high, b.high, _CMP_LT_OQ))};
}
/// In two factors, of which the first leaves x exact: 2^n itself may be no normal float.
inline __m256 scale(__m256 x, __m256 n) {
  const __m256i power = _mm256_cvtps_epi32(n);
  const __m256i first = _mm256_srai_epi32(power, 1);
  const __m256i second = _mm256_sub_epi32(power, first);
  const __m256i bias = _mm256_set1_epi32(127);
  x = _mm256_mul_ps(x, _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(first, bias), 23)));
  return _mm256_mul_ps(x, _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_add_epi32(second, bias), 23)));
}
inline Lanes scale(Lanes x, Lanes n) {
  return {scale(x.low, n.low), scale(x.high, n.high)};
}

inline float sum(Lanes x) {
  const __m256 eight = _mm256_add_ps(x.low, x.high);
  const __m128 four = _mm_add_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_add_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_add_ss(two, _mm_movehdup_ps(two)));
}
inline float largest(Lanes x) {
  const __m256 eight = _mm256_max_ps(x.low, x.high);
  const __m128 four = _mm_max_ps(_mm256_castps256_ps128(eight), _mm256_extractf128_ps(eight, 1));
  const __m128 two = _mm_max_ps(four, _mm_movehl_ps(four, four));
  return _mm_cvtss_f32(_mm_max_ss(two, _mm_movehdup_ps(two)));
}

inline __m256 bf16_low(__m256 x) {
  return _mm256_castsi256_ps(_mm256_slli_epi32(_mm256_castps_si256(x), 16));
}
inline __m256 bf16_high(__m256 x) {
  return _mm256_castsi256_ps(_mm256_and_si256(_mm256_castps_si256(x), _mm256_set1_epi32(-65536)));
}
inline Lanes bf16_low(Lanes x) {
  return {bf16_low(x.low), bf16_low(x.high)};
}
inline Lanes bf16_high(Lanes x) {
  return {bf16_high(x.low), bf16_high(x.high)};
}
inline Lanes f16_lanes(const std::byte* p) {
  const auto* halves = reinterpret_cast<const __m128i*>(p);
  return {_mm256_cvtph_ps(_mm_loadu_si128(halves)), _mm256_cvtph_ps(_mm_loadu_si128(halves + 1))};
}
/// Eight bytes as eight numbers of 32 bits.
inline __m256i spread_bytes(const std::byte* p) {
  return _mm256_cvtepu8_epi32(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(p)));
}
inline Lanes byte_lanes(const std::byte* p) {
  return {_mm256_cvtepi32_ps(spread_bytes(p)), _mm256_cvtepi32_ps(spread_bytes(p + 8))};
}
inline void nibble_lanes(const std::byte* p, Lanes& low, Lanes& high) {
  const __m256i first = spread_bytes(p);
  const __m256i second = spread_bytes(p + 8);
  const __m256i below = _mm256_set1_epi32(15);
  low.low = _mm256_cvtepi32_ps(_mm256_and_si256(first, below));
  low.high = _mm256_cvtepi32_ps(_mm256_and_si256(second, below));
  high.low = _mm256_cvtepi32_ps(_mm256_srli_epi32(first, 4));
  high.high = _mm256_cvtepi32_ps(_mm256_srli_epi32(second, 4));
}
inline void store_bytes(std::int8_t* p, Lanes x) {
  const __m256i words = _mm256_packs_epi32(_mm256_cvtps_epi32(x.low), _mm256_cvtps_epi32(x.high));
  const __m256i ordered = _mm256_permute4x64_epi64(words, 0b11011000);
  const __m128i bytes = _mm_packs_epi16(_mm256_castsi256_si128(ordered), _mm256_extracti128_si256(ordered, 1));
  _mm_storeu_si128(reinterpret_cast<__m128i*>(p), bytes);
}
inline __m256i rounded_to_bf16(__m256 x) {
  const __m256i bits = _mm256_castps_si256(x);
  const __m256i odd = _mm256_and_si256(_mm256_srli_epi32(bits, 16), _mm256_set1_epi32(1));
  const __m256i up = _mm256_add_epi32(_mm256_add_epi32(bits, _mm256_set1_epi32(0x7FFF)), odd);
  const __m256i quiet = _mm256_or_si256(bits, _mm256_set1_epi32(0x400000));
  const __m256i nan = _mm256_castps_si256(_mm256_cmp_ps(x, x, _CMP_UNORD_Q));
  return _mm256_srli_epi32(_mm256_blendv_epi8(up, quiet, nan), 16);
}
inline void store_bf16(std::uint16_t* p, Lanes x) {
  const __m256i words = _mm256_packus_epi32(rounded_to_bf16(x.low), rounded_to_bf16(x.high));
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(p), _mm256_permute4x64_epi64(words, 0b11011000));
}

/// Of eight rows by eight.
inline void transpose(__m256 (&x)[8]) {
  __m256 a[8];
  for (int i = 0; i < 8; i += 2) {
    a[i] = _mm256_unpacklo_ps(x[i], x[i + 1]);
    a[i + 1] = _mm256_unpackhi_ps(x[i], x[i + 1]);
  }
  __m256 b[8];
  for (int i = 0; i < 8; i += 4) {
    for (int j = 0; j < 2; ++j) {
      b[i + 2 * j] = _mm256_shuffle_ps(a[i + j], a[i + j + 2], 0x44);
      b[i + 2 * j + 1] = _mm256_shuffle_ps(a[i + j], a[i + j + 2], 0xEE);
    }
  }
  for (int j = 0; j < 4; ++j) {
    x[j] = _mm256_permute2f128_ps(b[j], b[j + 4], 0x20);
    x[j + 4] = _mm256_permute2f128_ps(b[j], b[j + 4], 0x31);
  }
}
inline void transpose(Lanes (&x)[16]) {
  __m256 upper_left[8];
  __m256 upper_right[8];
  __m256 lower_left[8];
  __m256 lower_right[8];
  for (int i = 0; i < 8; ++i) {
    upper_left[i] = x[i].low;
    upper_right[i] = x[i].high;
    lower_left[i] = x[i + 8].low;
    lower_right[i] = x[i + 8].high;
  }
  transpose(upper_left);
  transpose(upper_right);
  transpose(lower_left);
  transpose(lower_right);
  for (int i = 0; i < 8; ++i) {
    x[i] = {upper_left[i], lower_left[i]};
    x[i + 8] = {upper_right[i], lower_right[i]};
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
