// Attention: positions, heads, key/value heads, head size, positions before.
#include <vector>

#include "bench/meter.h"
#include "kernels/attention.h"

namespace coldread::bench {
namespace {

void attention(benchmark::State& state, const std::string& isa, int threads) {
  const std::int64_t positions = state.range(0);
  const kernels::AttentionShape shape{
      .heads = state.range(1), .kv_heads = state.range(2), .head_size = state.range(3), .scale = 0.125F};
  const std::int64_t before = state.range(4);
  const std::int64_t width = shape.heads * shape.head_size;
  FloatBuffer page = filled(2 * shape.kv_heads * shape.head_size * 64);
  const std::vector<kernels::KvPage> pages(static_cast<std::size_t>((before + positions + 63) / 64), {page.data(), 0});
  const FloatBuffer q = filled(positions * width);
  FloatBuffer out(positions * width);
  const kernels::AttentionRun run{
      .row = 0, .positions = positions, .first_position = before, .held = before + positions, .pages = pages.data()};
  Meter meter(state, isa, threads);
  Team team(threads);
  meter.run([&] {
    team.run([&] {
      kernels::attention(kernels::view(q.data(), positions, width, width), {&run, 1}, shape,
                         kernels::view(out.data(), positions, width, width), team);
    });
  });
  const std::int64_t keys = positions * before + positions * (positions + 1) / 2;
  meter.finish(4.0 * static_cast<double>(keys) * static_cast<double>(width));
}

/// The next token of many sequences, whose keys and values come from memory: all layers' attention of a small model.
void attention_decode(benchmark::State& state, const std::string& isa, int threads) {
  const std::int64_t sequences = state.range(0);
  const kernels::AttentionShape shape{
      .heads = state.range(1), .kv_heads = state.range(2), .head_size = state.range(3), .scale = 0.125F};
  const std::int64_t before = state.range(4);
  const std::int64_t layers = state.range(5);
  const std::int64_t width = shape.heads * shape.head_size;
  const std::int64_t layer_size = 2 * shape.kv_heads * shape.head_size * 64;
  const std::int64_t pages_of_one = before / 64 + 1;
  std::vector<FloatBuffer> buffers;
  std::vector<kernels::KvPage> pages;
  for (std::int64_t i = 0; i < sequences * pages_of_one; ++i) {
    buffers.push_back(filled(layers * layer_size));
    pages.push_back({buffers.back().data(), layer_size});
  }
  std::vector<kernels::AttentionRun> runs;
  for (std::int64_t s = 0; s < sequences; ++s) {
    runs.push_back({.row = s,
                    .positions = 1,
                    .first_position = before,
                    .held = before + 1,
                    .pages = pages.data() + s * pages_of_one});
  }
  const FloatBuffer q = filled(sequences * width);
  FloatBuffer out(sequences * width);
  Meter meter(state, isa, threads);
  Team team(threads);
  meter.run([&] {
    team.run([&] {
      for (std::int64_t layer = 0; layer < layers; ++layer) {
        kernels::AttentionShape of_layer = shape;
        of_layer.layer = layer;
        kernels::attention(kernels::view(q.data(), sequences, width, width), runs, of_layer,
                           kernels::view(out.data(), sequences, width, width), team);
      }
    });
  });
  meter.finish(4.0 * static_cast<double>(layers * sequences * (before + 1) * width));
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "H", "K", "S", "before"});
  benchmark->Args({512, 9, 3, 64, 0})->Args({512, 12, 12, 64, 0})->Args({128, 12, 12, 64, 0});
  benchmark->Args({1, 9, 3, 64, 127})->Args({1, 9, 3, 64, 1023})->Args({1, 12, 12, 64, 127});
}

void decode_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"sequences", "H", "K", "S", "before", "layers"});
  benchmark->Args({32, 9, 3, 64, 96, 30})->Args({32, 12, 12, 64, 96, 12});
}

[[maybe_unused]] const int registered = [] {
  register_benchmark("attention", attention, shapes);
  register_benchmark("attention_decode", attention_decode, decode_shapes);
  return 0;
}();

}  // namespace
}  // namespace coldread::bench
