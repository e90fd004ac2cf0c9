#pragma once

#include <algorithm>
#include <ctime>
#include <immintrin.h>
#include <string>

#include "kernels/isa.h"

namespace coldread::bench {

/// Seconds of processor time of this thread: other programs on the machine do not count.
inline double thread_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

inline constexpr int kPeakSteps = 100000;

/// 24 independent chains of fused multiply-adds in registers; returns the floating-point operations done.
__attribute__((target("avx512f"))) inline double fma_chains_avx512() {
  __m512 sums[24];
  const __m512 x = _mm512_set1_ps(0.999999F);
  for (auto& sum : sums) sum = x;
  for (int i = 0; i < kPeakSteps; ++i) {
#pragma GCC unroll 24
    for (auto& sum : sums) sum = _mm512_fmadd_ps(sum, x, x);
  }
  for (auto& sum : sums) asm volatile("" : : "v"(sum));
  return 2.0 * 16 * 24 * kPeakSteps;
}

__attribute__((target("avx2,fma"))) inline double fma_chains_avx2() {
  __m256 sums[12];
  const __m256 x = _mm256_set1_ps(0.999999F);
  for (auto& sum : sums) sum = x;
  for (int i = 0; i < kPeakSteps; ++i) {
#pragma GCC unroll 12
    for (auto& sum : sums) sum = _mm256_fmadd_ps(sum, x, x);
  }
  for (auto& sum : sums) asm volatile("" : : "x"(sum));
  return 2.0 * 8 * 12 * kPeakSteps;
}

/// The best of twenty tries, floating-point operations a second of one thread; 0 for the portable path.
inline double measured_peak(const std::string& isa) {
  double best = 0;
  for (int i = 0; i < 20; ++i) {
    const double start = thread_seconds();
    const double done = isa == "avx512" ? fma_chains_avx512() : isa == "avx2" ? fma_chains_avx2() : 0.0;
    best = std::max(best, done / (thread_seconds() - start));
  }
  return best;
}

}  // namespace coldread::bench
