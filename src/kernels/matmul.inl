// Rows times panels of fp32 or bf16 weights.
namespace coldread::kernels {
namespace {

/// Many rows go block by block of k, so that a group of panels' blocks stays in the second-level cache while all tiles
/// of rows pass over it; the sums go on from where the block before left them. Few rows take each panel in one piece,
/// as memory brings it.
template <typename Weights>
void matmul_of(const MatmulTask& task) {
  const std::int64_t panel_rows = (task.k + Weights::kStep - 1) / Weights::kStep;
  const std::int64_t block = matmul_block(task.rows, task.k);
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
                        .b = task.panels + (panel * panel_rows + k / Weights::kStep) * kPanel,
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

}  // namespace
}  // namespace coldread::kernels
