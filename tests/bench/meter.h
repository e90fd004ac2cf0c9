#pragma once

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <limits>
#include <omp.h>
#include <string>
#include <vector>

#include "kernels/isa.h"
#include "kernels/peak.h"
#include "machine/buffer.h"

namespace coldread::bench {

/// Numbers in [-0.5, 0.5) without an order that a kernel could profit from.
inline FloatBuffer filled(std::int64_t size) {
  FloatBuffer buffer(size);
  for (std::int64_t i = 0; i < size; ++i) buffer[i] = static_cast<float>((i * 7919) % 1000) * 1e-3F - 0.5F;
  return buffer;
}

/// Holds the loop of a benchmark against the peak of the instruction set, measured before it, after it, and again and
/// again in between: what slows the machine slows both, and so does a clock that goes by what the processor works on.
class Meter {
 public:
  Meter(benchmark::State& state, const std::string& isa, int threads, kernels::PeakOf what = kernels::PeakOf::fp32)
      : state_(state), peak_(peak_of(isa, threads, what)) {}

  /// work() again and again.
  template <typename Work>
  void run(const Work& work) {
    measure_peak();
    double since = 0;
    for (auto _ : state_) {
      const double start = now();
      work();
      const double seconds = now() - start;
      seconds_ += seconds;
      fastest_ = std::min(fastest_, seconds);
      since += seconds;
      if (since < kBetweenPeaks) continue;
      state_.PauseTiming();
      measure_peak();
      since = 0;
      state_.ResumeTiming();
    }
    measure_peak();
  }

  /// operations: of one iteration, a multiply and an add being two. Sets the counters: of_peak from the mean of all
  /// iterations, fastest_of_peak from the fastest, which on a shared machine others disturbed least.
  void finish(double operations) {
    std::nth_element(peaks_.begin(), peaks_.begin() + static_cast<std::ptrdiff_t>(peaks_.size() / 2), peaks_.end());
    const double peak = peaks_[peaks_.size() / 2];
    const double rate = operations * static_cast<double>(state_.iterations()) / seconds_;
    state_.counters["GOPS"] = rate * 1e-9;
    state_.counters["peak"] = peak * 1e-9;
    state_.counters["of_peak"] = rate / peak;
    state_.counters["fastest_of_peak"] = operations / fastest_ / peak;
  }

 private:
  static constexpr double kBetweenPeaks = 0.02;

  static kernels::PeakMeter peak_of(const std::string& isa, int threads, kernels::PeakOf what) {
    kernels::use_isa(isa);
    return {what, threads};
  }
  void measure_peak() { peaks_.push_back(peak_.measure()); }
  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  benchmark::State& state_;
  kernels::PeakMeter peak_;
  std::vector<double> peaks_;
  double seconds_ = 0;
  double fastest_ = std::numeric_limits<double>::infinity();
};

/// Registers `function(state, isa, threads)` as NAME/ISA/THREADS for every fast instruction set of the machine, on one
/// thread and on all; `arguments` adds the benchmark's own.
template <typename Function, typename Arguments>
void register_benchmark(const std::string& name, Function function, Arguments arguments) {
  for (const std::string& isa : kernels::available_isas()) {
    if (isa == "portable") continue;
    for (int threads = 1; threads <= omp_get_num_procs(); threads += std::max(1, omp_get_num_procs() - 1)) {
      const std::string title = name + "/" + isa + "/" + std::to_string(threads) + "t";
      auto* registered =
          benchmark::RegisterBenchmark(title.c_str(), [=](benchmark::State& state) { function(state, isa, threads); });
      arguments(registered->UseRealTime());
    }
  }
}

}  // namespace coldread::bench
