#include "kernels/peak.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <new>
#include <omp.h>
#include <string_view>
#include <sys/mman.h>
#include <vector>

#include "kernels/isa.h"
#include "kernels/peak_loops.h"

namespace coldread::kernels {
namespace {

constexpr int kSlices = 7;
constexpr double kSliceSeconds = 0.004;
constexpr double kReadSeconds = 0.05;
constexpr std::size_t kHugePage = std::size_t{2} << 20;

double now() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

/// The fastest loop of the instruction set in use, which may be forced to less than the processor has; null where there
/// is no instruction for it.
PeakLoop loop_of(PeakOf what) {
  const std::string_view isa = active_isa();
  if (isa == "portable") {
    constexpr std::array<PeakLoop, 3> kLoops = {peak_fp32_portable, peak_int8_portable, nullptr};
    return kLoops[static_cast<std::size_t>(what)];
  }
  if (isa == "avx2") {
    constexpr std::array<PeakLoop, 3> kLoops = {peak_fp32_avx2, peak_int8_avx2, nullptr};
    return kLoops[static_cast<std::size_t>(what)];
  }
  const bool amx = isa == "amx";
  switch (what) {
    case PeakOf::fp32:
      return peak_fp32_avx512;
    case PeakOf::int8:
      if (amx) return peak_int8_amx;
      return __builtin_cpu_supports("avx512vnni") != 0 ? peak_int8_vnni : peak_int8_avx512;
    case PeakOf::bf16:
      if (amx) return peak_bf16_amx;
      return isa == "avx512bf16" ? peak_bf16_avx512 : nullptr;
  }
  return nullptr;
}

ReadLoop reader() {
  const std::string_view isa = active_isa();
  return isa == "portable" ? read_portable : isa == "avx2" ? read_avx2 : read_avx512;
}

/// Seconds from the moment when all threads are there until the last is done.
template <typename Work>
double together(int threads, const Work& work) {
  double start = 0;
#pragma omp parallel num_threads(threads)
  {
#pragma omp barrier
#pragma omp master
    start = now();
    work(omp_get_thread_num());
  }
  return now() - start;
}

/// As many steps as fill a slice.
std::int64_t steps_of_slice(PeakLoop loop, int threads) {
  std::int64_t steps = 256;
  for (double seconds = 0; seconds < kSliceSeconds / 2; steps *= 2) {
    seconds = together(threads, [&](int) { loop(steps); });
  }
  return steps;
}

double rate_of(PeakLoop loop, std::int64_t steps, int threads) {
  std::atomic<double> operations = 0;
  const double seconds = together(threads, [&](int) { operations = loop(steps); });
  return operations * static_cast<double>(steps) * threads / seconds;
}

}  // namespace

PeakMeter::PeakMeter(PeakOf what, int threads) : loop_(loop_of(what)), threads_(threads) {
  const PeakLoop as_float32 = loop_of(PeakOf::fp32);
  steps_ = steps_of_slice(loop_ == nullptr ? as_float32 : loop_, threads);
  if (what != PeakOf::bf16) return;
  const std::int64_t steps = steps_of_slice(as_float32, threads);
  if (loop_ != nullptr && rate_of(loop_, steps_, threads) >= rate_of(as_float32, steps, threads)) return;
  loop_ = as_float32;
  steps_ = steps;
}

double PeakMeter::measure() const {
  return rate_of(loop_, steps_, threads_);
}

double measure_peak(PeakOf what, int threads) {
  const PeakMeter meter(what, threads);
  std::vector<double> rates;
  for (int i = 0; i < kSlices; ++i) rates.push_back(meter.measure());
  return median(std::move(rates));
}

BandwidthMeter::BandwidthMeter(std::size_t bytes, int threads) : threads_(threads) {
  const std::size_t part = (bytes / static_cast<std::size_t>(threads) + kHugePage - 1) / kHugePage * kHugePage;
  bytes_ = part * static_cast<std::size_t>(threads);
  data_ = static_cast<unsigned char*>(std::aligned_alloc(kHugePage, bytes_));
  if (data_ == nullptr) throw std::bad_alloc();
  madvise(data_, bytes_, MADV_HUGEPAGE);
  together(threads_,
           [&](int thread) { std::memset(data_ + static_cast<std::size_t>(thread) * part, thread + 1, part); });
}

BandwidthMeter::~BandwidthMeter() {
  std::free(data_);
}

double BandwidthMeter::measure() const {
  const ReadLoop read = reader();
  const std::size_t part = bytes_ / static_cast<std::size_t>(threads_);
  std::vector<double> rates;
  for (double spent = 0; spent < kReadSeconds || rates.size() < 3;) {
    std::atomic<std::uint64_t> all = 0;
    const double seconds = together(
        threads_, [&](int thread) { all.fetch_xor(read(data_ + static_cast<std::size_t>(thread) * part, part)); });
    rates.push_back(static_cast<double>(bytes_) / seconds);
    spent += seconds;
  }
  return median(std::move(rates));
}

}  // namespace coldread::kernels
