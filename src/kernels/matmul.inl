// Rows times panels of fp32 or bf16 weights.
namespace coldread::kernels {
namespace {

/// Many rows go block by block of k, so that a group of panels' blocks stays in the second-level cache while all tiles
/// of rows pass over it; the sums go on from where the block before left them.
template <typename Weights>
void multiply_many(const MatmulTask& task, std::int64_t block) {
  const std::int64_t panel_floats = (task.k + Weights::kStep - 1) / Weights::kStep * kPanel;
  for (std::int64_t k = 0; k < task.k; k += block) {
    const std::int64_t count = task.k - k < block ? task.k - k : block;
    const bool last = k + count == task.k;
    for (std::int64_t row = 0; row < task.rows; row += kTileRows) {
      const std::int64_t rows = task.rows - row < kTileRows ? task.rows - row : kTileRows;
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
        float* sums = block == task.k ? task.scratch : task.scratch + (row * task.panel_count + panel * rows) * kPanel;
        tiles<Weights>(rows, kPanel / 16,
                       {.a = task.x + row * task.x_stride + k,
                        .a_stride = task.x_stride,
                        .b = task.panels + panel * panel_floats + k / Weights::kStep * kPanel,
                        .b_stride = kPanel,
                        .k = count,
                        .c = sums,
                        .c_stride = kPanel,
                        .fresh = k == 0});
        if (!last) continue;
        for (std::int64_t r = 0; r < rows; ++r) {
          finish(task.out, panel, sums + r * kPanel, task.out.y + (row + r) * task.out.y_stride);
        }
      }
    }
  }
}

/// Few rows take panel by panel as memory brings them, in one piece: all rows pass over one while the next is fetched.
template <typename Weights>
void multiply_few(const MatmulTask& task) {
  const std::int64_t panel_floats = (task.k + Weights::kStep - 1) / Weights::kStep * kPanel;
  const std::int64_t row_tiles = (task.rows + kTileRows - 1) / kTileRows;
  const std::int64_t tile_rows = (task.rows + row_tiles - 1) / row_tiles;  // 11, 11 and 10 are faster than 12, 12 and 8
  for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
    const float* b = task.panels + panel * panel_floats;
    const float* next = panel + 1 < task.panel_count ? b + panel_floats : task.next;
    Ahead ahead(next, 4 * panel_floats, row_tiles * tile_passes(tile_rows, kPanel / 16) * ((task.k + 3) / 4));
    for (std::int64_t row = 0; row < task.rows; row += tile_rows) {
      const std::int64_t rows = task.rows - row < tile_rows ? task.rows - row : tile_rows;
      tiles<Weights>(rows, kPanel / 16,
                     {.a = task.x + row * task.x_stride,
                      .a_stride = task.x_stride,
                      .b = b,
                      .b_stride = kPanel,
                      .k = task.k,
                      .c = task.scratch,
                      .c_stride = kPanel,
                      .fresh = true},
                     ahead);
      for (std::int64_t r = 0; r < rows; ++r) {
        finish(task.out, panel, task.scratch + r * kPanel, task.out.y + (row + r) * task.out.y_stride);
      }
    }
  }
}

template <typename Weights>
void matmul_of(const MatmulTask& task) {
  if (task.rows <= kFewRows) return multiply_few<Weights>(task);
  multiply_many<Weights>(task, matmul_block(task.rows, task.k));
}

}  // namespace
}  // namespace coldread::kernels
