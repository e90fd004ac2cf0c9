// Norms, rotations, activations and the exponential: operations as the kernels' sources write them out, one a line of
// arithmetic but two a fused multiply-add; a division is one.
#include <vector>

#include "bench/meter.h"
#include "kernels/elementwise.h"
#include "kernels/norm.h"
#include "kernels/rope.h"

namespace coldread::bench {
namespace {

constexpr double kExp =
    2 + 1 + 4 + 8 + 3 + 4;  // to range, two steps of reduction, polynomial, its end, limits and scale

void norm(benchmark::State& state, const std::string& isa, kernels::NormKind kind, double operations) {
  const std::int64_t rows = state.range(0);
  const std::int64_t width = state.range(1);
  const FloatBuffer x = filled(rows * width);
  const FloatBuffer gain = filled(width);
  FloatBuffer y(rows * width);
  const kernels::RowNorm norm{.kind = kind, .gain = gain.data(), .bias = gain.data(), .eps = 1e-5F};
  Meter meter(state, isa, 1);
  meter.run([&] {
    for (std::int64_t t = 0; t < rows; ++t) norm.apply(x.data() + t * width, width, y.data() + t * width);
  });
  meter.finish(operations * static_cast<double>(rows * width));
}

template <kernels::NormKind kind>
auto norm_of(double operations) {
  return [operations](benchmark::State& state, const std::string& isa, int) { norm(state, isa, kind, operations); };
}

void rope(benchmark::State& state, const std::string& isa, int) {
  const std::int64_t heads = state.range(0);
  const std::int64_t size = state.range(1);
  kernels::RopeTable table(std::vector<double>(static_cast<std::size_t>(size / 2), 0.01));
  table.extend(512);
  FloatBuffer x = filled(heads * size);
  Meter meter(state, isa, 1);
  meter.run([&] {
    for (std::int64_t position = 0; position < 512; ++position) table.rotate(x.data(), heads, size, position);
  });
  meter.finish(512.0 * 3 * static_cast<double>(heads * size));
}

void activation(benchmark::State& state, const std::string& isa, kernels::Activation what, double operations) {
  const std::int64_t size = state.range(0);
  const FloatBuffer x = filled(size);
  FloatBuffer y(size);
  Meter meter(state, isa, 1);
  meter.run([&] {
    if (what == kernels::Activation::none) {
      kernels::exp(x.data(), size, y.data());
    } else {
      kernels::activate(what, x.data(), size, y.data());
    }
  });
  meter.finish(operations * static_cast<double>(size));
}

template <kernels::Activation what>
auto activation_of(double operations) {
  return
      [operations](benchmark::State& state, const std::string& isa, int) { activation(state, isa, what, operations); };
}

[[maybe_unused]] const int registered = [] {
  const auto widths = [](auto* benchmark) { benchmark->ArgNames({"rows", "D"})->Args({512, 576})->Args({512, 768}); };
  const auto row = [](auto* benchmark) { benchmark->ArgNames({"size"})->Args({1536}); };
  register_benchmark("rms_norm", norm_of<kernels::NormKind::rms>(4), widths);
  register_benchmark("layer_norm", norm_of<kernels::NormKind::layer>(8), widths);
  register_benchmark("rope", rope, [](auto* benchmark) { benchmark->ArgNames({"heads", "S"})->Args({12, 64}); });
  using kernels::Activation;
  register_benchmark("exp", activation_of<Activation::none>(kExp), row);
  register_benchmark("silu", activation_of<Activation::silu>(kExp + 3), row);
  register_benchmark("gelu_tanh", activation_of<Activation::gelu_tanh>(kExp + 7), row);
  register_benchmark("gelu_erf", activation_of<Activation::gelu_erf>(kExp + 31), row);
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
