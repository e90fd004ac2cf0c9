#include "model/stored_values.h"

#include <algorithm>

#include "kernels/dequantize.h"

namespace coldread {
namespace {

/// values: elements [first, first + count) of a matrix.
void multiply_by_scales(const TensorView& tensor, std::int64_t first, std::int64_t count, float* values) {
  const TensorScales& scales = *tensor.scales;
  const std::int64_t columns = tensor.shape.back();
  for (std::int64_t i = 0; i < count;) {
    const std::int64_t row = (first + i) / columns;
    const std::int64_t column = (first + i) % columns;
    const std::int64_t block = column / scales.block_columns;
    const std::int64_t end = std::min({columns, (block + 1) * scales.block_columns, column + count - i});
    const float factor =
        scales.factors[static_cast<std::size_t>(row / scales.block_rows * scales.blocks_a_row + block)];
    for (std::int64_t left = end - column; left > 0; --left, ++i) values[i] *= factor;
  }
}

}  // namespace

void read_elements(const TensorView& tensor, std::int64_t first, std::int64_t count, float* to) {
  const auto block = block_elements(tensor.type);
  const auto bytes = block_bytes(tensor.type);
  const auto begin = static_cast<std::size_t>(first) / block * bytes;
  const auto size = static_cast<std::size_t>(count) / block * bytes;
  kernels::dequantize(tensor.type, tensor.data.subspan(begin, size), {to, static_cast<std::size_t>(count)});
  if (tensor.scales) multiply_by_scales(tensor, first, count, to);
}

}  // namespace coldread
