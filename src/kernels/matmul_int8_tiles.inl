// The product of matmul_int8.inl by tiles: 16 or 32 rows times one panel at a time, the dots of a group in tiles 0 to 3
// (upper rows left and right, lower rows left and right), two groups brought into the sums together.
namespace coldread::kernels {
namespace {

constexpr std::int64_t kTileHeight = 16;
constexpr std::int64_t kTileBytes = 64;
/// Fewer rows leave the tiles mostly empty.
constexpr std::int64_t kFewestTileRows = 4;

/// Tiles 4 and 6 take a whole 64 of k, of rows and of weights; 5 and 7 what is left of a group.
TileShapes shapes_for(std::int64_t rows, std::int64_t rest) {
  TileShapes shapes;
  for (int tile = 0; tile < 5; ++tile) shapes.set(tile, rows, kTileBytes);
  shapes.set(5, rows, rest);
  shapes.set(6, kTileBytes / 4, kTileBytes);
  shapes.set(7, rest / 4, kTileBytes);
  return shapes;
}

template <int Halves, int X, int W>
inline void add_dots(const std::int8_t* values, std::int64_t stride, const std::uint8_t* panel) {
  load_tile<X>(values, stride);
  load_tile<W>(panel, 4 * kPanel);
  dot_tiles<0, X, W>();
  load_tile<W>(panel + kTileBytes, 4 * kPanel);
  dot_tiles<1, X, W>();
  if constexpr (Halves == 2) {
    load_tile<X>(values + kTileHeight * stride, stride);
    dot_tiles<3, X, W>();
    load_tile<W>(panel, 4 * kPanel);
    dot_tiles<2, X, W>();
  }
}

/// dots[r][column] of one group.
template <int Halves>
inline void group_dots(const std::int8_t* values, std::int64_t stride, std::int64_t size, const std::uint8_t* panel,
                       std::int32_t* dots) {
  zero_tile<0>();
  zero_tile<1>();
  if constexpr (Halves == 2) {
    zero_tile<2>();
    zero_tile<3>();
  }
  for (; size >= kTileBytes; size -= kTileBytes) {
    add_dots<Halves, 4, 6>(values, stride, panel);
    values += kTileBytes;
    panel += kTileBytes * kPanel;
  }
  if (size > 0) add_dots<Halves, 5, 7>(values, stride, panel);
  store_tile<0>(dots, 4 * kPanel);
  store_tile<1>(dots + 16, 4 * kPanel);
  if constexpr (Halves == 2) {
    store_tile<2>(dots + kTileHeight * kPanel, 4 * kPanel);
    store_tile<3>(dots + kTileHeight * kPanel + 16, 4 * kPanel);
  }
}

/// Brings the dots of groups g to g + Groups - 1 into sums[r][32].
template <int Groups>
inline void add_groups(const QuantizedRows& x, std::int64_t row, std::int64_t rows, std::int64_t g,
                       const std::int32_t (*dots)[2 * kTileHeight * kPanel], const float* scales, float* sums) {
  for (std::int64_t r = 0; r < rows; ++r) {
    const std::int64_t fact = (row + r) * x.groups.count + g;
    for (std::int64_t column = 0; column < kPanel; column += 16) {
      float* sum = sums + r * kPanel + column;
      Lanes total = g == 0 ? splat(0.0F) : load(sum);
#pragma GCC unroll 2
      for (std::int64_t i = 0; i < Groups; ++i) {
        const Lanes dot = less_offset(dots[i] + r * kPanel + column, 128 * x.sums[fact + i]);
        total = fma(mul(dot, load(scales + (g + i) * kPanel + column)), splat(x.scales[fact + i]), total);
      }
      store(sum, total);
    }
  }
}

template <int Halves>
void tile_rows(const Int8MatmulTask& task, std::int64_t row, std::int64_t rows) {
  const Int8Groups groups = task.x.groups;
  const std::int64_t stride = groups.padded();
  const std::int8_t* values = task.x.values + row * stride;
  alignas(64) std::int32_t dots[2][2 * kTileHeight * kPanel];
  for (std::int64_t p = 0; p < task.panel_count; ++p) {
    const std::uint8_t* panel = task.panels + p * stride * kPanel;
    const float* scales = task.scales + p * groups.count * kPanel;
    std::int64_t g = 0;
    for (; g + 2 <= groups.count; g += 2) {
      for (std::int64_t i = 0; i < 2; ++i) {
        const std::int64_t k = (g + i) * groups.size;
        group_dots<Halves>(values + k, stride, groups.size, panel + k * kPanel, dots[i]);
      }
      add_groups<2>(task.x, row, rows, g, dots, scales, task.scratch);
    }
    if (g < groups.count) {
      const std::int64_t k = g * groups.size;
      group_dots<Halves>(values + k, stride, groups.size, panel + k * kPanel, dots[0]);
      add_groups<1>(task.x, row, rows, g, dots, scales, task.scratch);
    }
    for (std::int64_t r = 0; r < rows; ++r) {
      finish(task.out, p, task.scratch + r * kPanel, task.out.y + (row + r) * task.out.y_stride);
    }
  }
}

Int8MatmulTask from_row(Int8MatmulTask task, std::int64_t row) {
  task.x.values += row * task.x.groups.padded();
  task.x.scales += row * task.x.groups.count;
  task.x.sums += row * task.x.groups.count;
  task.rows -= row;
  task.out.y += row * task.out.y_stride;
  return task;
}

void matmul_int8_by_tiles(const Int8MatmulTask& task) {
  const std::int64_t rest = task.x.groups.size % kTileBytes;
  std::int64_t row = 0;
  if (task.rows >= kTileHeight) {
    shape_tiles(shapes_for(kTileHeight, rest));
    for (; task.rows - row >= 2 * kTileHeight; row += 2 * kTileHeight) tile_rows<2>(task, row, 2 * kTileHeight);
    for (; task.rows - row >= kTileHeight; row += kTileHeight) tile_rows<1>(task, row, kTileHeight);
  }
  if (const std::int64_t left = task.rows - row; left >= kFewestTileRows) {
    shape_tiles(shapes_for(left, rest));
    tile_rows<1>(task, row, left);
    row = task.rows;
  }
  if (row > 0) release_tiles();
  if (row < task.rows) matmul_int8_of(from_row(task, row));
}

}  // namespace
}  // namespace coldread::kernels
