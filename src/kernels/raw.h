#pragma once

#include <cstdint>

// Lengths and strides of plain arrays of floats. Files of one instruction set include this: no Eigen, and nothing of
// the standard library that has code.
namespace coldread::kernels {

/// Floats of one Lanes, whatever the instruction set.
constexpr std::int64_t kLanes = 16;

constexpr std::int64_t divide_up(std::int64_t a, std::int64_t b) {
  return (a + b - 1) / b;
}
/// The next multiple of `step`.
constexpr std::int64_t round_up(std::int64_t n, std::int64_t step) {
  return divide_up(n, step) * step;
}

/// Floats from row to row of a matrix that a product reads: an odd number of cache lines, so that a tile's rows lie in
/// sets of the first-level cache of their own. Twelve rows that are whole pages apart share one, which holds eight.
constexpr std::int64_t row_stride(std::int64_t columns) {
  return (divide_up(columns, kLanes) | 1) * kLanes;
}

}  // namespace coldread::kernels
