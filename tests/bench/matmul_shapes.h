#pragma once

#include <array>
#include <benchmark/benchmark.h>
#include <cstdint>

namespace coldread::bench {

/// The products of SmolLM2 (QKV, attention's output, gate and up, down) and of GPT-2 (the same, up alone), for one row
/// up to a scoring batch.
inline void matmul_shapes(benchmark::internal::Benchmark* benchmark) {
  benchmark->ArgNames({"rows", "in", "out", "gated"});
  for (const std::int64_t rows : {1, 8, 32, 512}) {
    for (const auto& [in, out, gated] : {std::array<std::int64_t, 3>{576, 960, 0},
                                         {576, 576, 0},
                                         {576, 1536, 1},
                                         {1536, 576, 0},
                                         {768, 2304, 0},
                                         {768, 768, 0},
                                         {768, 3072, 0},
                                         {3072, 768, 0}}) {
      benchmark->Args({rows, in, out, gated});
    }
  }
}

}  // namespace coldread::bench
