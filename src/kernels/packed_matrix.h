#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "kernels/panel_layout.h"
#include "kernels/weight_type.h"
#include "machine/buffer.h"
#include "machine/nodes.h"

namespace coldread::kernels {

/// Weights in panels of 32 columns, of one or, where gated, two matrices of one shape: see panel_layout.h.
class PackedMatrix {
 public:
  PackedMatrix() = default;
  PackedMatrix(std::int64_t outputs, std::int64_t inputs, bool gated = false, WeightType type = WeightType::fp32);

  std::int64_t outputs() const { return outputs_; }
  std::int64_t inputs() const { return inputs_; }
  bool gated() const { return gated_; }
  WeightType type() const { return type_; }
  /// Outputs of one panel.
  std::int64_t panel_outputs() const { return kernels::panel_outputs(gated_); }
  std::int64_t panels() const { return panel_count(outputs_, gated_); }
  /// Where a panel of fp32 weights is written.
  float* panel(std::int64_t p);
  /// All panels as the kernels of its type read them: a node's copy where the matrix was spread, else the one there is.
  const std::byte* data(int node = 0) const {
    const FloatBuffer& held = node == 0 || more_.empty() ? held_ : more_[static_cast<std::size_t>(node - 1)];
    return reinterpret_cast<const std::byte*>(held.data());
  }
  std::int64_t panel_bytes() const { return panel_floats_ * 4; }
  /// Of all panels, one copy: what a product reads.
  std::size_t bytes() const { return static_cast<std::size_t>(held_.size()) * sizeof(float); }

  /// Sets a panel from its columns in float32: [K][32]. Not where codes are held.
  void set_panel(std::int64_t p, const float* columns);
  /// Sets a panel of codes: [K][32], with a scale and an offset for each group and column: [groups][32].
  void set_codes(std::int64_t p, const std::uint8_t* codes, const float* scales, const float* offsets);
  /// Sets columns `first` to first+count-1 of a panel of fp32 weights. rows: [count][K], one row of weights each.
  void set_columns(std::int64_t p, std::int64_t first, std::int64_t count, const float* rows);
  /// The same weights, of fp32 here, in another type.
  PackedMatrix as(WeightType type, int threads = 1) const;
  /// Holds the weights once for each node from now on, in memory of its own: threads on the node write it first. What
  /// was held goes when all copies are there. No nodes: nothing happens.
  void spread(std::span<const NodeThreads> nodes);

 private:
  std::int64_t outputs_ = 0;
  std::int64_t inputs_ = 0;
  bool gated_ = false;
  WeightType type_ = WeightType::fp32;
  std::int64_t panel_floats_ = 0;  ///< 4 bytes each, whatever they hold
  FloatBuffer held_;
  std::vector<FloatBuffer> more_;  ///< of the nodes from the second on
};

/// bytes() of a matrix that is not there yet.
std::size_t packed_bytes(std::int64_t outputs, std::int64_t inputs, bool gated, WeightType type);

/// Vector operations that make a float32 of what is held, a weight each, counted as the two of a multiply-add: they
/// take the same units of AVX-512. 0 where nothing is to be made.
double dequantize_operations(WeightType type);

/// Writes rows of weights, [count][K], as columns of a panel: to[k * kPanel + column].
void transpose_into_panel(const float* rows, std::int64_t count, std::int64_t inputs, float* to);

}  // namespace coldread::kernels
