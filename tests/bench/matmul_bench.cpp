// Matrix products at the shapes of the models: rows, inputs, outputs, gated.
#include "bench/matmul_shapes.h"
#include "bench/meter.h"
#include "kernels/matmul.h"

namespace coldread::bench {
namespace {

using kernels::PackedMatrix;
using kernels::PeakOf;
using kernels::WeightType;

void matmul(benchmark::State& state, const std::string& isa, int threads, WeightType type, PeakOf peak) {
  const std::int64_t rows = state.range(0);
  const std::int64_t inputs = state.range(1);
  const std::int64_t outputs = state.range(2);
  const bool gated = state.range(3) != 0;
  PackedMatrix w(outputs, inputs, gated, type);
  const FloatBuffer panel = filled(32 * inputs);
  for (std::int64_t p = 0; p < w.panels(); ++p) w.set_panel(p, panel.data());
  const FloatBuffer x = filled(rows * kernels::row_stride(inputs));
  FloatBuffer y(rows * outputs);
  const kernels::Epilogue epilogue{.activation = gated ? kernels::Activation::silu : kernels::Activation::none};
  Meter meter(state, isa, threads, peak);
  Team team(threads);
  team.reserve(kernels::matmul_workspace(rows, w, threads));
  meter.run([&] {
    team.run([&] {
      kernels::matmul(kernels::view(x.data(), rows, inputs, kernels::row_stride(inputs)), w, epilogue,
                      kernels::view(y.data(), rows, outputs, outputs), team);
    });
  });
  meter.finish(2.0 * static_cast<double>(rows * inputs * outputs) * (gated ? 2 : 1));
}

void register_type(const std::string& name, WeightType type, PeakOf peak) {
  const auto function = [type, peak](benchmark::State& state, const std::string& isa, int threads) {
    matmul(state, isa, threads, type, peak);
  };
  register_benchmark(name, function, matmul_shapes);
}

[[maybe_unused]] const int registered = [] {
  register_type("matmul", WeightType::fp32, PeakOf::fp32);
  register_type("matmul_int8", WeightType::int8, PeakOf::int8);
  register_type("matmul_bf16", WeightType::bf16_dots, PeakOf::bf16);
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
