// The product of matmul_int8.inl by tiles, up to 32 rows times one panel at a time, two groups brought into the sums
// together.
namespace coldread::kernels {
namespace {

/// Fewer rows leave the tiles mostly empty.
constexpr std::int64_t kFewestTileRows = 4;
constexpr std::int64_t kMostTileRows = 2 * kTileHeight;

/// A dot of tiles takes as long for any length of k, so a group goes in as few equal parts as can be, in whole 4s.
constexpr std::int64_t part_of(std::int64_t group) {
  return group <= kTileBytes ? group : group / 2;
}

/// dots[r][column] of one group.
template <int Halves>
inline void group_dots(const std::int8_t* values, std::int64_t stride, std::int64_t size, const std::byte* codes,
                       std::int32_t* dots) {
  zero_sums<Halves>();
  const std::int64_t part = part_of(size);
  for (std::int64_t k = 0; k < size; k += part) {
    add_dots<Halves, ByteDots>(values + k, values + kTileHeight * stride + k, stride, codes + k * kPanel);
  }
  store_sums<Halves>(dots);
}

/// Brings the dots of groups g to g + Groups - 1, whose weights are `blocks`, into sums[r][32], and as many blocks
/// after them into the first-level cache, meanwhile.
template <int Groups>
inline void add_groups(const QuantizedRows& x, std::int64_t row, std::int64_t rows, std::int64_t g,
                       const std::int32_t (*dots)[kMostTileRows * kPanel], const std::byte* blocks, float* sums) {
  const std::int64_t block = x.groups.block_bytes();
  const std::byte* next = blocks + Groups * block;
  const std::int64_t lines_a_row = Groups * block / 64 / rows;
  Lanes of_column[std::size_t{Groups}][2];
#pragma GCC unroll 2
  for (int i = 0; i < Groups; ++i) {
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) of_column[i][v] = load(reinterpret_cast<const float*>(blocks + i * block) + 16 * v);
  }
  for (std::int64_t r = 0; r < rows; ++r, sums += kPanel) {
    const std::int64_t fact = (row + r) * x.groups.count + g;
    for (std::int64_t line = 0; line < lines_a_row; ++line, next += 64) prefetch(reinterpret_cast<const float*>(next));
    Lanes totals[2];
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) totals[v] = g == 0 ? splat(0.0F) : load(sums + 16 * v);
#pragma GCC unroll 2
    for (int i = 0; i < Groups; ++i) {
#pragma GCC unroll 2
      for (int v = 0; v < 2; ++v) {
        const Lanes dot = sums_from(x.starts[fact + i], dots[i] + r * kPanel + 16 * v);
        totals[v] = fma(mul(dot, of_column[i][v]), splat(x.scales[fact + i]), totals[v]);
      }
    }
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) store(sums + 16 * v, totals[v]);
  }
}

template <int Halves>
void tile_rows(const Int8MatmulTask& task, std::int64_t row, std::int64_t rows) {
  const Int8Groups groups = task.x.groups;
  const std::int64_t stride = groups.row_bytes();
  const std::int8_t* values = task.x.values + row * stride;
  alignas(64) std::int32_t dots[2][kMostTileRows * kPanel];
  for (std::int64_t p = 0; p < task.panel_count; ++p) {
    const std::byte* blocks = task.panels + p * groups.panel_bytes();
    std::int64_t g = 0;
    for (; g + 2 <= groups.count; g += 2, blocks += 2 * groups.block_bytes()) {
      for (std::int64_t i = 0; i < 2; ++i) {
        group_dots<Halves>(values + (g + i) * groups.size, stride, groups.size,
                           blocks + i * groups.block_bytes() + kInt8Scales, dots[i]);
      }
      add_groups<2>(task.x, row, rows, g, dots, blocks, task.scratch);
    }
    if (g < groups.count) {
      group_dots<Halves>(values + g * groups.size, stride, groups.size, blocks + kInt8Scales, dots[0]);
      add_groups<1>(task.x, row, rows, g, dots, blocks, task.scratch);
    }
    finish(task.out, p, task.scratch, row, rows);
  }
}

Int8MatmulTask from_row(Int8MatmulTask task, std::int64_t row) {
  task.x.values += row * task.x.groups.row_bytes();
  task.x.scales += row * task.x.groups.count;
  task.x.starts += row * task.x.groups.count;
  task.rows -= row;
  task.out.y += row * task.out.y_stride;
  return task;
}

void matmul_int8_by_tiles(const Int8MatmulTask& task) {
  std::int64_t row = 0;
  for (std::int64_t shaped = 0; task.rows - row >= kFewestTileRows;) {
    const std::int64_t rows = task.rows - row < kMostTileRows ? task.rows - row : kMostTileRows;
    if (rows != shaped) shape_tiles(row_tile_shapes(rows, part_of(task.x.groups.size)));
    shaped = rows;
    rows > kTileHeight ? tile_rows<2>(task, row, rows) : tile_rows<1>(task, row, rows);
    row += rows;
  }
  if (row > 0) release_tiles();
  if (row < task.rows) matmul_int8_of(from_row(task, row));
}

}  // namespace
}  // namespace coldread::kernels
