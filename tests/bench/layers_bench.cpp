// The four products of each of SmolLM2's 30 layers, one after the other: 425 MB of float32 weights that come from
// memory.
#include <array>
#include <vector>

#include "bench/meter.h"
#include "kernels/matmul.h"

namespace coldread::bench {
namespace {

using kernels::PackedMatrix;
using kernels::PeakOf;
using kernels::WeightType;

struct Shape {
  std::int64_t inputs;
  std::int64_t outputs;
  bool gated;
};
constexpr std::array<Shape, 4> kShapes = {
    {{576, 960, false}, {576, 576, false}, {576, 1536, true}, {1536, 576, false}}};
constexpr std::int64_t kLayers = 30;
constexpr std::int64_t kWidest = 1536;

/// All panels are `panel`, or, where codes are held, its bytes.
void fill(PackedMatrix& w, const FloatBuffer& panel) {
  for (std::int64_t p = 0; p < w.panels(); ++p) {
    if (kernels::code_group(w.type()) == 0) {
      w.set_panel(p, panel.data());
    } else {
      const std::vector<std::uint8_t> codes(static_cast<std::size_t>(32 * kWidest), 5);
      w.set_codes(p, codes.data(), panel.data(), panel.data());
    }
  }
}

void layers(benchmark::State& state, const std::string& isa, int threads, WeightType type, PeakOf peak) {
  const std::int64_t rows = state.range(0);
  const FloatBuffer panel = filled(32 * kWidest);
  std::vector<PackedMatrix> weights;
  double operations = 0;
  double bytes = 0;
  Team team(threads);
  for (std::int64_t i = 0; i < kLayers * static_cast<std::int64_t>(kShapes.size()); ++i) {
    const Shape& shape = kShapes[static_cast<std::size_t>(i) % kShapes.size()];
    PackedMatrix& w = weights.emplace_back(shape.outputs, shape.inputs, shape.gated, type);
    fill(w, panel);
    team.reserve(kernels::matmul_workspace(rows, w, threads));
    operations += 2.0 * static_cast<double>(rows * shape.inputs * shape.outputs) * (shape.gated ? 2 : 1);
    bytes += static_cast<double>(w.bytes());
  }
  const FloatBuffer x = filled(rows * kWidest);
  FloatBuffer y(rows * kWidest);
  Meter meter(state, isa, threads, peak);
  meter.run([&] {
    team.run([&] {
      for (std::size_t i = 0; i < weights.size(); ++i) {
        const PackedMatrix& w = weights[i];
        kernels::matmul(kernels::view(x.data(), rows, w.inputs(), kWidest), w, {},
                        kernels::view(y.data(), rows, w.outputs(), kWidest), team, nullptr,
                        i + 1 < weights.size() ? kernels::first_read(weights[i + 1], rows, team) : kernels::NextRead{});
      }
    });
  });
  meter.finish(operations);
  state.counters["GB/s"] =
      benchmark::Counter(bytes * 1e-9 * static_cast<double>(state.iterations()), benchmark::Counter::kIsRate);
}

void register_type(const std::string& name, WeightType type, PeakOf peak) {
  const auto function = [type, peak](benchmark::State& state, const std::string& isa, int threads) {
    layers(state, isa, threads, type, peak);
  };
  register_benchmark(name, function, [](benchmark::internal::Benchmark* benchmark) {
    benchmark->ArgNames({"rows"})->Arg(1)->Arg(8)->Arg(32)->Arg(64)->Arg(240);
  });
}

[[maybe_unused]] const int registered = [] {
  register_type("layers", WeightType::fp32, PeakOf::fp32);
  register_type("layers_bf16", WeightType::bf16, PeakOf::fp32);
  register_type("layers_f16", WeightType::f16, PeakOf::fp32);
  register_type("layers_q4", WeightType::q4, PeakOf::fp32);
  register_type("layers_q8", WeightType::q8, PeakOf::fp32);
  register_type("layers_bf16_dots", WeightType::bf16_dots, PeakOf::bf16);
  register_type("layers_int8", WeightType::int8, PeakOf::int8);
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
