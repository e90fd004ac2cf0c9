// Speed of the kernels on one thread, with the share of the measured peak of fused multiply-adds as a counter.
#include <algorithm>
#include <benchmark/benchmark.h>
#include <map>
#include <vector>

#include "peak.h"
#include "kernels/attention.h"
#include "kernels/buffer.h"
#include "kernels/logsumexp.h"
#include "kernels/matmul.h"
#include "kernels/norm.h"

namespace coldread::bench {
namespace {

using kernels::FloatBuffer;

FloatBuffer filled(std::int64_t size) {
  FloatBuffer buffer(size);
  for (std::int64_t i = 0; i < size; ++i) buffer[i] = static_cast<float>((i * 7919) % 1000) * 1e-3F - 0.5F;
  return buffer;
}

kernels::PackedMatrix packed(std::int64_t outputs, std::int64_t inputs, bool gated = false) {
  kernels::PackedMatrix matrix(outputs, inputs, gated);
  const FloatBuffer rows = filled(32 * inputs);
  for (std::int64_t p = 0; p < matrix.panels(); ++p) matrix.set_columns(p, 0, 32, rows.data());
  return matrix;
}

/// flops: of one iteration.
void count(benchmark::State& state, double flops) {
  static std::map<std::string, double> peaks;
  const std::string isa(kernels::active_isa());
  if (!peaks.contains(isa)) peaks[isa] = measured_peak(isa);
  state.counters["GFLOPS"] = benchmark::Counter(flops * 1e-9, benchmark::Counter::kIsIterationInvariantRate);
  if (peaks[isa] > 0) {
    state.counters["of_peak"] = benchmark::Counter(flops / peaks[isa], benchmark::Counter::kIsIterationInvariantRate);
  }
}

/// Arguments: rows, inputs, outputs, gated.
void matmul(benchmark::State& state, const std::string& isa) {
  kernels::use_isa(isa);
  const std::int64_t rows = state.range(0);
  const std::int64_t inputs = state.range(1);
  const std::int64_t outputs = state.range(2);
  const bool gated = state.range(3) != 0;
  const kernels::PackedMatrix w = packed(outputs, inputs, gated);
  const FloatBuffer x = filled(rows * inputs);
  FloatBuffer y(rows * outputs);
  const kernels::Epilogue epilogue{.activation = gated ? kernels::Activation::silu : kernels::Activation::none};
  for (auto _ : state) {
    kernels::matmul({x.data(), rows, inputs, inputs}, w, epilogue, {y.data(), rows, outputs, outputs}, 1);
  }
  count(state, 2.0 * static_cast<double>(rows * inputs * outputs) * (gated ? 2 : 1));
}

/// Arguments: positions, heads, key/value heads, head size; one sequence from its beginning.
void attention(benchmark::State& state, const std::string& isa) {
  kernels::use_isa(isa);
  const std::int64_t positions = state.range(0);
  const kernels::AttentionShape shape{
      .heads = state.range(1), .kv_heads = state.range(2), .head_size = state.range(3), .scale = 0.125F};
  const std::int64_t width = shape.heads * shape.head_size;
  const FloatBuffer tile = filled(shape.kv_heads * shape.head_size * 64);
  const std::vector<const float*> tiles(static_cast<std::size_t>((positions + 63) / 64), tile.data());
  const FloatBuffer q = filled(positions * width);
  FloatBuffer out(positions * width);
  const kernels::AttentionRun run{
      .row = 0, .positions = positions, .first_position = 0, .tiles = {tiles.data(), tiles.data()}};
  for (auto _ : state) {
    kernels::attention({q.data(), positions, width, width}, {&run, 1}, shape, {out.data(), positions, width, width}, 1);
  }
  count(state, 2.0 * static_cast<double>(positions * (positions + 1)) * static_cast<double>(width));
}

/// Arguments: rows, inputs, vocabulary.
void logits(benchmark::State& state, const std::string& isa) {
  kernels::use_isa(isa);
  const std::int64_t rows = state.range(0);
  const std::int64_t inputs = state.range(1);
  const std::int64_t vocabulary = state.range(2);
  const kernels::PackedMatrix w = packed(vocabulary, inputs);
  const FloatBuffer x = filled(rows * inputs);
  std::vector<kernels::LogitsQuery> queries(static_cast<std::size_t>(rows));
  for (auto _ : state) kernels::answer_logits({x.data(), rows, inputs, inputs}, w, queries, 1);
  count(state, 2.0 * static_cast<double>(rows * inputs * vocabulary));
}

/// Arguments: rows, width.
void norm(benchmark::State& state, const std::string& isa) {
  kernels::use_isa(isa);
  const std::int64_t rows = state.range(0);
  const std::int64_t width = state.range(1);
  const FloatBuffer x = filled(rows * width);
  const FloatBuffer gain = filled(width);
  FloatBuffer y(rows * width);
  for (auto _ : state) {
    kernels::rms_norm({x.data(), rows, width, width}, gain.data(), 1e-5F, {y.data(), rows, width, width}, 1);
  }
  state.SetBytesProcessed(state.iterations() * 2 * rows * width * 4);
}

void register_all() {
  for (const std::string& isa : kernels::available_isas()) {
    if (isa == "portable") continue;
    const auto add = [&](const char* name, auto function) {
      return benchmark::RegisterBenchmark((std::string(name) + "/" + isa).c_str(),
                                          [=](benchmark::State& state) { function(state, isa); });
    };
    auto* m = add("matmul", matmul);
    for (const std::int64_t rows : {1, 8, 32, 512}) {
      // SmolLM2: QKV, attention output, gate and up, down. GPT-2: QKV, attention output, up, down.
      m->Args({rows, 576, 960, 0})->Args({rows, 576, 576, 0})->Args({rows, 576, 1536, 1})->Args({rows, 1536, 576, 0});
      m->Args({rows, 768, 2304, 0})->Args({rows, 768, 768, 0})->Args({rows, 768, 3072, 0})->Args({rows, 3072, 768, 0});
    }
    add("attention", attention)->Args({512, 9, 3, 64})->Args({512, 12, 12, 64})->Args({128, 12, 12, 64});
    add("logits", logits)
        ->Args({1, 576, 49152})
        ->Args({64, 576, 49152})
        ->Args({512, 576, 49152})
        ->Args({512, 768, 50257});
    add("rms_norm", norm)->Args({512, 576});
  }
}

[[maybe_unused]] const int registered = (register_all(), 0);

}  // namespace
}  // namespace coldread::bench
