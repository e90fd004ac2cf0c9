#pragma once

#include <cstddef>

namespace coldread::kernels {

/// The arithmetic whose limit is asked for: float32 multiply-adds, products of 8-bit integers summed in 32 bits,
/// products of bfloat16 summed in float32 (by an instruction of its own, or as float32 where that is faster).
enum class PeakOf { fp32, int8, bf16 };

/// Operations a second, a multiply and an add being two, that `threads` threads reach together when nothing but
/// independent multiply-adds in registers runs for about 30 ms: the median of several slices, of the fastest
/// instruction that the instruction set in use stands for. "avx512" stands for VNNI too where the processor has it.
double measure_peak(PeakOf what, int threads);

/// Bytes a second that `threads` threads together read, each its own part of a buffer of this size over and over, for
/// about 50 ms: the median of several passes. A buffer that fits a cache measures the cache.
class BandwidthMeter {
 public:
  BandwidthMeter(std::size_t bytes, int threads);
  ~BandwidthMeter();
  BandwidthMeter(const BandwidthMeter&) = delete;
  BandwidthMeter& operator=(const BandwidthMeter&) = delete;

  double measure() const;

 private:
  unsigned char* data_ = nullptr;
  std::size_t bytes_;
  int threads_;
};

}  // namespace coldread::kernels
