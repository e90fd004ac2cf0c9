#pragma once

#include <algorithm>
#include <benchmark/benchmark.h>
#include <chrono>
#include <cmath>
#include <limits>
#include <omp.h>
#include <string>

#include "kernels/buffer.h"
#include "kernels/isa.h"
#include "kernels/peak.h"

namespace coldread::bench {

/// Numbers in [-0.5, 0.5) without an order that a kernel could profit from.
inline kernels::FloatBuffer filled(std::int64_t size) {
  kernels::FloatBuffer buffer(size);
  for (std::int64_t i = 0; i < size; ++i) buffer[i] = static_cast<float>((i * 7919) % 1000) * 1e-3F - 0.5F;
  return buffer;
}

/// Holds the loop of a benchmark against the peak of the instruction set, measured right before and right after it:
/// what slows the machine slows both. Made before the loop; finish() sets the counters: of_peak from the mean of all
/// iterations; after run(), fastest_of_peak from the fastest, which on a shared machine others disturbed least.
class Meter {
 public:
  Meter(benchmark::State& state, const std::string& isa, int threads, kernels::PeakOf what = kernels::PeakOf::fp32)
      : state_(state), threads_(threads), what_(what) {
    kernels::use_isa(isa);
    peak_ = kernels::measure_peak(what_, threads_);
    start_ = now();
  }

  /// work() again and again.
  template <typename Work>
  void run(const Work& work) {
    for (auto _ : state_) {
      const double start = now();
      work();
      fastest_ = std::min(fastest_, now() - start);
    }
  }

  /// operations: of one iteration, a multiply and an add being two.
  void finish(double operations) {
    const double seconds = (now() - start_) / static_cast<double>(state_.iterations());
    const double peak = (peak_ + kernels::measure_peak(what_, threads_)) / 2;
    state_.counters["GOPS"] = operations / seconds * 1e-9;
    state_.counters["peak"] = peak * 1e-9;
    if (peak <= 0) return;
    state_.counters["of_peak"] = operations / seconds / peak;
    if (std::isfinite(fastest_)) state_.counters["fastest_of_peak"] = operations / fastest_ / peak;
  }

 private:
  static double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
  }

  benchmark::State& state_;
  int threads_;
  kernels::PeakOf what_;
  double peak_ = 0;
  double start_ = 0;
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
