#pragma once

#include <cstdint>
#include <immintrin.h>

// Only kernels_avx512vnni.cpp includes this.
namespace coldread::kernels {
namespace {

constexpr int kInt8TileRows = 6;  // 6 x 2 dots and as many sums, 2 weights and 1 activation of 32 registers

/// 16 sums of 32 bits.
struct Ints {
  __m512i v;
};
/// 16 times 4 bytes.
struct Quads {
  __m512i v;
};

/// Weights are taken with their offset of 128, which the sum of the values takes back.
inline Ints start_dot(std::int32_t start) {
  return {_mm512_set1_epi32(start)};
}
inline Quads load_quads(const std::byte* p) {
  return {_mm512_loadu_si512(p)};
}
inline Quads splat_quad(const char* p) {
  std::int32_t bytes;
  __builtin_memcpy(&bytes, p, sizeof bytes);
  return {_mm512_set1_epi32(bytes)};
}
/// (Assembly, as in add_product().)
[[gnu::always_inline]] inline void add_dot(Ints& sum, Quads w, Quads x) {
  asm("vpdpbusd %2, %1, %0" : "+v"(sum.v) : "v"(w.v), "v"(x.v));
}
inline Lanes to_lanes(Ints x) {
  return {_mm512_cvtepi32_ps(x.v)};
}

}  // namespace
}  // namespace coldread::kernels
