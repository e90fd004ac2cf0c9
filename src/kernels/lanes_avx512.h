#pragma once

#include <cstdint>
#include <immintrin.h>

// Only kernels_avx512.cpp includes this. Everything is in an unnamed namespace: code of one instruction set must not be
// merged by the linker with another's.
namespace coldread::kernels {
namespace {

constexpr int kTileRows = 12;    // 12 x 2 accumulators, 2 weights and 1 activation of 32 registers
constexpr int kTileVectors = 2;  // of 16 columns

/// 16 floats; every instruction set's Lanes does the same IEEE operations lane by lane.
struct Lanes {
  __m512 v;
};
struct Bits {
  __m512i v;
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
inline Bits bits(Lanes x) {
  return {_mm512_castps_si512(x.v)};
}
inline Lanes from_bits(Bits x) {
  return {_mm512_castsi512_ps(x.v)};
}
inline Bits splat_bits(std::int32_t x) {
  return {_mm512_set1_epi32(x)};
}
inline Bits add(Bits a, Bits b) {
  return {_mm512_add_epi32(a.v, b.v)};
}
inline Bits sub(Bits a, Bits b) {
  return {_mm512_sub_epi32(a.v, b.v)};
}
inline Bits half(Bits a) {
  return {_mm512_srai_epi32(a.v, 1)};
}
inline Bits to_exponent(Bits a) {
  return {_mm512_slli_epi32(a.v, 23)};
}
inline void prefetch(const float* p) {
  _mm_prefetch(reinterpret_cast<const char*>(p), _MM_HINT_T0);
}

}  // namespace
}  // namespace coldread::kernels
