// Outer-product tiles. Each output is one chain of fused multiply-adds over k in ascending order, whatever the tile.
namespace coldread::kernels {
namespace {

/// One step of k for all rows of a tile: sums[r][v] = fma(a[r][Step], b[v], sums[r][v]).
/// rows[g] is where row 3g is at; its two neighbours are one and two strides away, which an address can hold.
template <int Rows, int Vectors, int Step>
[[gnu::always_inline]] inline void tile_step(const char* const* rows, std::int64_t stride_bytes, const float*& b,
                                             std::int64_t b_stride, std::int64_t ahead,
                                             Lanes (&sums)[std::size_t{Rows}][std::size_t{Vectors}]) {
  Lanes weights[std::size_t{Vectors}];
#pragma GCC unroll 2
  for (int v = 0; v < Vectors; ++v) {
    weights[v] = load(b + v * 16);
    prefetch(b + ahead + v * 16);
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
    const Lanes x = splat(*reinterpret_cast<const float*>(rows[r / 3] + r % 3 * stride_bytes + Step * 4));
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x, weights[v], sums[r][v]);
  }
  b += b_stride;
  asm("" : "+r"(b));
}

/// c[r][16 v + l] = chain over k of fma(a[r][k], b[k][16 v + l], .), from zero where fresh, else from c.
template <int Rows, int Vectors>
void tile(const float* a, std::int64_t a_stride, const float* b, std::int64_t b_stride, std::int64_t k, float* c,
          std::int64_t c_stride, bool fresh) {
  Lanes sums[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = fresh ? splat(0.0F) : load(c + r * c_stride + v * 16);
  }
  constexpr int kGroups = (Rows + 2) / 3;
  const char* rows[std::size_t{kGroups}];
#pragma GCC unroll 6
  for (int g = 0; g < kGroups; ++g) rows[g] = reinterpret_cast<const char*>(a + 3 * g * a_stride);
  const std::int64_t stride_bytes = a_stride * 4;
  const std::int64_t ahead = 16 * b_stride;  // about 200 cycles
  // An empty asm hides the pointers' course, or else the compiler makes one of every row and keeps most on the stack.
  const auto advance = [&](std::int64_t steps) __attribute__((always_inline)) {
#pragma GCC unroll 6
    for (int g = 0; g < kGroups; ++g) {
      rows[g] += 4 * steps;
      asm("" : "+r"(rows[g]));
    }
  };
  std::int64_t i = 0;
  for (; i + 4 <= k; i += 4) {
    tile_step<Rows, Vectors, 0>(rows, stride_bytes, b, b_stride, ahead, sums);
    tile_step<Rows, Vectors, 1>(rows, stride_bytes, b, b_stride, ahead, sums);
    tile_step<Rows, Vectors, 2>(rows, stride_bytes, b, b_stride, ahead, sums);
    tile_step<Rows, Vectors, 3>(rows, stride_bytes, b, b_stride, ahead, sums);
    advance(4);
  }
  for (; i < k; ++i) {
    tile_step<Rows, Vectors, 0>(rows, stride_bytes, b, b_stride, ahead, sums);
    advance(1);
  }
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) store(c + r * c_stride + v * 16, sums[r][v]);
  }
}

struct TileOperands {
  const float* a;
  std::int64_t a_stride;
  const float* b;
  std::int64_t b_stride;
  std::int64_t k;
  float* c;
  std::int64_t c_stride;
  bool fresh;
};

template <int Vectors, int Rows = kTileRows>
inline void tile_of_rows(std::int64_t rows, const TileOperands& o) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return tile_of_rows<Vectors, Rows - 1>(rows, o);
  }
  tile<Rows, Vectors>(o.a, o.a_stride, o.b, o.b_stride, o.k, o.c, o.c_stride, o.fresh);
}

/// Any number of rows up to kTileRows and of 16-column vectors.
void tiles(std::int64_t rows, std::int64_t vectors, TileOperands o) {
  std::int64_t v = 0;
  for (; v + kTileVectors <= vectors; v += kTileVectors) {
    tile_of_rows<kTileVectors>(rows, o);
    o.b += kTileVectors * 16;
    o.c += kTileVectors * 16;
  }
  if constexpr (kTileVectors > 1) {
    for (; v < vectors; ++v) {
      tile_of_rows<1>(rows, o);
      o.b += 16;
      o.c += 16;
    }
  }
}

inline void put(float* y, Lanes value, std::int64_t columns, bool accumulate) {
  if (columns >= 16) {
    store(y, accumulate ? add(load(y), value) : value);
  } else if (columns > 0) {
    store_part(y, accumulate ? add(load_part(y, columns, 0), value) : value, columns);
  }
}

/// Bias, activation, gate, sum: from the raw sums of one row and panel to its part of y.
inline void finish(const MatmulTask& task, std::int64_t panel, const float* sums, float* y) {
  Lanes first = load(sums);
  Lanes second = load(sums + 16);
  if (task.bias != nullptr) {
    first = add(first, load(task.bias + panel * kPanel));
    second = add(second, load(task.bias + panel * kPanel + 16));
  }
  if (task.gated) {
    const std::int64_t column = panel * (kPanel / 2);
    put(y + column, mul(activated(task.activation, first), second), task.columns - column, task.accumulate);
    return;
  }
  const std::int64_t column = panel * kPanel;
  put(y + column, activated(task.activation, first), task.columns - column, task.accumulate);
  if (task.columns - column > 16) {
    put(y + column + 16, activated(task.activation, second), task.columns - column - 16, task.accumulate);
  }
}

/// Many rows go block by block of k, so that a group of panels' blocks stays in the second-level cache while all tiles
/// of rows pass over it; the sums go on from where the block before left them. Few rows take each panel in one piece,
/// as memory brings it.
void matmul_of(const MatmulTask& task) {
  const std::int64_t block = matmul_block(task.rows, task.k);
  for (std::int64_t k = 0; k < task.k; k += block) {
    const std::int64_t count = task.k - k < block ? task.k - k : block;
    const bool last = k + count == task.k;
    for (std::int64_t row = 0; row < task.rows; row += kTileRows) {
      const std::int64_t rows = task.rows - row < kTileRows ? task.rows - row : kTileRows;
      for (std::int64_t panel = 0; panel < task.panel_count; ++panel) {
        float* sums = block == task.k ? task.scratch : task.scratch + (row * task.panel_count + panel * rows) * kPanel;
        tiles(rows, kPanel / 16,
              {.a = task.x + row * task.x_stride + k,
               .a_stride = task.x_stride,
               .b = task.panels + (panel * task.k + k) * kPanel,
               .b_stride = kPanel,
               .k = count,
               .c = sums,
               .c_stride = kPanel,
               .fresh = k == 0});
        if (!last) continue;
        for (std::int64_t r = 0; r < rows; ++r) {
          finish(task, panel, sums + r * kPanel, task.y + (row + r) * task.y_stride);
        }
      }
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
