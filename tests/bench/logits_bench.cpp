// The head with its logsumexp: rows, inputs, vocabulary.
#include <vector>

#include "bench/meter.h"
#include "kernels/logsumexp.h"
#include "kernels/matmul.h"

namespace coldread::bench {
namespace {

void logits(benchmark::State& state, const std::string& isa, int threads) {
  const std::int64_t rows = state.range(0);
  const std::int64_t inputs = state.range(1);
  const std::int64_t vocabulary = state.range(2);
  kernels::PackedMatrix w(vocabulary, inputs);
  const FloatBuffer columns = filled(32 * inputs);
  for (std::int64_t p = 0; p < w.panels(); ++p) w.set_columns(p, 0, 32, columns.data());
  const FloatBuffer x = filled(rows * inputs);
  std::vector<kernels::LogitsQuery> queries(static_cast<std::size_t>(rows));
  Meter meter(state, isa, threads);
  Team team(threads);
  meter.run([&] { kernels::answer_logits(kernels::view(x.data(), rows, inputs, inputs), w, queries, team); });
  meter.finish(2.0 * static_cast<double>(rows * inputs * vocabulary));
}

void shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "in", "vocabulary"});
  for (const std::int64_t rows : {1, 32, 512}) benchmark->Args({rows, 576, 49152})->Args({rows, 768, 50257});
}

[[maybe_unused]] const int registered = (register_benchmark("logits", logits, shapes), 0);

}  // namespace
}  // namespace coldread::bench
