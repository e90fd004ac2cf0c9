// Eigen's own product at the shapes of kernels_bench, compiled for this machine's processor: the peer of our products
// in float32. In a program of its own, since -march=native must reach none of our code.
#include <Eigen/Core>
#include <algorithm>
#include <string>

#include "bench/matmul_shapes.h"

namespace coldread::bench {
namespace {

using Matrix = Eigen::Matrix<float, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

/// y = x W^T, gated: both halves of W one below the other, without activation and product. GOPS as kernels_bench
/// counts.
void matmul(benchmark::State& state, int threads) {
  Eigen::setNbThreads(threads);
  const std::int64_t outputs = state.range(2) * (state.range(3) != 0 ? 2 : 1);
  const Matrix x = Matrix::Random(state.range(0), state.range(1));
  const Matrix w = Matrix::Random(outputs, state.range(1));
  Matrix y(x.rows(), outputs);
  for (auto _ : state) {
    y.noalias() = x * w.transpose();
    benchmark::DoNotOptimize(y.data());
    benchmark::ClobberMemory();
  }
  const double operations = 2.0 * static_cast<double>(x.size() * outputs) * static_cast<double>(state.iterations());
  state.counters["GOPS"] = benchmark::Counter(operations * 1e-9, benchmark::Counter::kIsRate);
}

[[maybe_unused]] const int registered = [] {
  for (int threads = 1; threads <= Eigen::nbThreads(); threads += std::max(1, Eigen::nbThreads() - 1)) {
    const std::string title = "eigen/" + std::to_string(threads) + "t";
    matmul_shapes(benchmark::RegisterBenchmark(title.c_str(), matmul, threads)->UseRealTime());
  }
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
