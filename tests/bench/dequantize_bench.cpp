// Stored blocks to float32, on one thread: bytes of blocks read and floats made a second, and the latter as a share of
// what one thread reads.
#include <vector>

#include "bench/meter.h"
#include "io/tensor.h"
#include "kernels/dequantize.h"

namespace coldread::bench {
namespace {

void dequantize(benchmark::State& state, TensorType type) {
  constexpr std::size_t kElements = std::size_t{1} << 20;
  std::vector<std::byte> blocks(kElements / block_elements(type) * block_bytes(type));
  for (std::size_t i = 0; i < blocks.size(); ++i) blocks[i] = static_cast<std::byte>(i * 31 % 61);
  std::vector<float> out(kElements);
  static const double peak = kernels::BandwidthMeter(std::size_t{256} << 20, 1).measure();
  const auto start = std::chrono::steady_clock::now();
  for (auto _ : state) kernels::dequantize(type, blocks, out);
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  const double rate = static_cast<double>(state.iterations()) * kElements * sizeof(float) / seconds;
  state.counters["GB/s"] = rate * 1e-9;
  state.counters["of_peak"] = rate / peak;
}

[[maybe_unused]] const int registered = [] {
  for (const TensorType type :
       {TensorType::f32,     TensorType::f16,    TensorType::bf16,  TensorType::q8_0,   TensorType::q4_0,
        TensorType::q4_1,    TensorType::q5_0,   TensorType::q5_1,  TensorType::q2_k,   TensorType::q3_k,
        TensorType::q4_k,    TensorType::q5_k,   TensorType::q6_k,  TensorType::iq4_nl, TensorType::iq4_xs,
        TensorType::iq3_xxs, TensorType::iq2_xs, TensorType::iq1_m, TensorType::tq1_0,  TensorType::mxfp4}) {
    benchmark::RegisterBenchmark(("dequantize/" + std::string(type_name(type))).c_str(), [type](
                                                                                             benchmark::State& state) {
      dequantize(state, type);
    })->UseRealTime();
  }
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
