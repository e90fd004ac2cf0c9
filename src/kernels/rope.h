#pragma once

#include <cstdint>
#include <vector>

#include "machine/buffer.h"

namespace coldread::kernels {

/// Which of the R elements that are turned make a pair: (i, i + R/2), or (2i, 2i + 1).
enum class RopePairs { halves, neighbours };

struct RopeOptions {
  RopePairs pairs = RopePairs::halves;
  double factor = 1;  ///< on cosines and sines
};

/// Cosines and sines of position * frequency_i, computed in double precision and rounded once, for as many positions
/// as were requested.
class RopeTable {
 public:
  RopeTable() = default;
  /// frequencies: [R/2] radians a position.
  explicit RopeTable(std::vector<double> frequencies, const RopeOptions& options = {});

  /// Makes rows for positions 0 to positions-1. Not while others read.
  void extend(std::int64_t positions);
  std::int64_t half() const { return static_cast<std::int64_t>(frequencies_.size()); }

  /// Turns the pairs (a, b) of the first R elements of `heads` vectors of size S >= R that lie one after the other:
  /// (a, b) -> (a cos - b sin, b cos + a sin), the last product and sum of each fused; in place. The others stay.
  /// Source: Su et al. 2021 (RoFormer).
  void rotate(float* x, std::int64_t heads, std::int64_t head_size, std::int64_t position) const;

 private:
  std::vector<double> frequencies_;
  RopeOptions options_;
  std::int64_t positions_ = 0;
  FloatBuffer cosines_;  ///< [positions][R/2]
  FloatBuffer sines_;
};

}  // namespace coldread::kernels
