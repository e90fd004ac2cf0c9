#pragma once

#include <cstddef>
#include <cstdint>

namespace coldread::kernels {

/// The arithmetic whose limit is asked for: float32 multiply-adds, products of 8-bit integers summed in 32 bits,
/// products of bfloat16 summed in float32 (by an instruction of its own, or as float32 where that is faster).
enum class PeakOf { fp32, int8, bf16 };

/// Operations a second, a multiply and an add being two, that `threads` threads reach together when nothing but
/// independent multiply-adds in registers runs, of the fastest instruction that the instruction set in use stands for
/// when the meter is made. "avx512" stands for VNNI too where the processor has it.
class PeakMeter {
 public:
  PeakMeter(PeakOf what, int threads);

  /// For about 4 ms. A processor may take hundreds of milliseconds to get from the clock of one kind of work to that of
  /// another, so what is to be compared with work is measured in between.
  double measure() const;

 private:
  double (*loop_)(std::int64_t steps);  ///< see peak_loops.h
  int threads_;
  std::int64_t steps_ = 0;  ///< what fills a slice
};

/// The median of several measurements, in about 30 ms.
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
