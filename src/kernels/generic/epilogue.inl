#pragma once

#include <cstdint>

#include "kernels/generic/lanes.h"
#include "kernels/generic/math.inl"
#include "kernels/table.h"

// What happens to sums before they are stored.
namespace coldread::kernels {
namespace {

inline void put(float* y, Lanes value, std::int64_t columns, bool accumulate) {
  if (columns >= 16) {
    store(y, accumulate ? add(load(y), value) : value);
  } else if (columns > 0) {
    store_part(y, accumulate ? add(load_part(y, columns, 0), value) : value, columns);
  }
}

/// Of rows from `row` on, whose sums lie one after the other: y (+)= f(sums + bias), or that as the gate of the second half. It
/// is a few percent of a product. Whole: all columns of the panel are y's.
template <bool Whole, typename Function>
inline void finish_rows(const PanelOutput& out, std::int64_t panel, const float* sums, std::int64_t row,
                        std::int64_t rows, Function f) {
  const bool gated = out.gated;
  const bool accumulate = out.accumulate;
  const std::int64_t stride = out.y_stride;
  const std::int64_t column = panel * (gated ? kPanel / 2 : kPanel);
  const std::int64_t columns = Whole ? kPanel : out.columns - column;
  const float* bias = out.bias == nullptr ? nullptr : out.bias + panel * kPanel;
  float* y = out.y + row * stride + column;
  for (std::int64_t r = 0; r < rows; ++r, sums += kPanel, y += stride) {
    Lanes first = load(sums);
    Lanes second = load(sums + 16);
    if (bias != nullptr) {
      first = add(first, load(bias));
      second = add(second, load(bias + 16));
    }
    if (gated) {
      put(y, gate(f, first, second), columns, accumulate);
    } else {
      put(y, f(first), columns, accumulate);
      put(y + 16, f(second), columns - 16, accumulate);
    }
  }
}

/// Bias, activation, gate, sum: from raw sums to y.
inline void finish(const PanelOutput& out, std::int64_t panel, const float* sums, std::int64_t row, std::int64_t rows) {
  const std::int64_t width = out.gated ? kPanel / 2 : kPanel;
  const bool whole = out.columns - panel * width >= width;
  with_activation(out.activation, out.parameters, [&](auto f) {
    whole ? finish_rows<true>(out, panel, sums, row, rows, f) : finish_rows<false>(out, panel, sums, row, rows, f);
  });
}

/// Prefetches what finish() of n rows and a panel writes to.
inline void prefetch_output(const PanelOutput& out, std::int64_t row, std::int64_t rows, std::int64_t panel) {
  const float* y = out.y + row * out.y_stride + panel * (out.gated ? kPanel / 2 : kPanel);
  for (std::int64_t r = 0; r < rows; ++r, y += out.y_stride) {
    prefetch(y);
    if (!out.gated) prefetch(y + 16);
  }
}

}  // namespace
}  // namespace coldread::kernels
