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

/// Bias, activation, gate, sum: from the raw sums of one row and panel to its part of y.
inline void finish(const PanelOutput& out, std::int64_t panel, const float* sums, float* y) {
  Lanes first = load(sums);
  Lanes second = load(sums + 16);
  if (out.bias != nullptr) {
    first = add(first, load(out.bias + panel * kPanel));
    second = add(second, load(out.bias + panel * kPanel + 16));
  }
  if (out.gated) {
    const std::int64_t column = panel * (kPanel / 2);
    put(y + column, mul(activated(out.activation, first), second), out.columns - column, out.accumulate);
    return;
  }
  const std::int64_t column = panel * kPanel;
  put(y + column, activated(out.activation, first), out.columns - column, out.accumulate);
  if (out.columns - column > 16) {
    put(y + column + 16, activated(out.activation, second), out.columns - column - 16, out.accumulate);
  }
}

/// Brings what finish() of so many rows and a panel will write to into the caches, meanwhile.
inline void prefetch_output(const PanelOutput& out, std::int64_t row, std::int64_t rows, std::int64_t panel) {
  const float* y = out.y + row * out.y_stride + panel * (out.gated ? kPanel / 2 : kPanel);
  for (std::int64_t r = 0; r < rows; ++r, y += out.y_stride) {
    prefetch(y);
    if (!out.gated) prefetch(y + 16);
  }
}

}  // namespace
}  // namespace coldread::kernels
