// How up to 32 rows times one panel lie in the processor's tiles: sums in 0 to 3 (upper rows left and right, lower rows
// left and right), rows in 4 (upper) and 5 (lower), weights in 6 (left) and 7 (right).
namespace coldread::kernels {
namespace {

constexpr std::int64_t kTileHeight = 16;
constexpr std::int64_t kTileBytes = 64;

/// x_bytes: of a row of x that a tile takes at once; a row of weights holds the values of four bytes of k.
inline TileShapes row_tile_shapes(std::int64_t rows, std::int64_t x_bytes) {
  const std::int64_t upper = rows < kTileHeight ? rows : kTileHeight;
  const std::int64_t lower = rows - upper;
  TileShapes shapes;
  for (int right = 0; right < 2; ++right) {
    shapes.set(right, upper, kTileBytes);
    shapes.set(2 + right, lower, kTileBytes);
    shapes.set(6 + right, x_bytes / 4, kTileBytes);
  }
  shapes.set(4, upper, x_bytes);
  shapes.set(5, lower, x_bytes);
  return shapes;
}

template <int Halves>
inline void zero_sums() {
  zero_tile<0>();
  zero_tile<1>();
  if constexpr (Halves == 2) {
    zero_tile<2>();
    zero_tile<3>();
  }
}

/// From sums[r][32], 4 bytes each.
template <int Halves>
inline void load_sums(const void* sums) {
  const auto* at = static_cast<const char*>(sums);
  load_tile<0>(at, 4 * kPanel);
  load_tile<1>(at + kTileBytes, 4 * kPanel);
  if constexpr (Halves == 2) {
    load_tile<2>(at + kTileHeight * 4 * kPanel, 4 * kPanel);
    load_tile<3>(at + kTileHeight * 4 * kPanel + kTileBytes, 4 * kPanel);
  }
}

template <int Halves>
inline void store_sums(void* sums) {
  auto* at = static_cast<char*>(sums);
  store_tile<0>(at, 4 * kPanel);
  store_tile<1>(at + kTileBytes, 4 * kPanel);
  if constexpr (Halves == 2) {
    store_tile<2>(at + kTileHeight * 4 * kPanel, 4 * kPanel);
    store_tile<3>(at + kTileHeight * 4 * kPanel + kTileBytes, 4 * kPanel);
  }
}

/// Sums += x * panel, over what a tile takes of k. lower: the lower rows of x.
template <int Halves, typename Dots>
inline void add_dots(const void* x, const void* lower, std::int64_t x_stride, const void* panel) {
  load_tile<4>(x, x_stride);
  load_tile<6>(panel, 4 * kPanel);
  Dots::template add<0, 4, 6>();
  load_tile<7>(static_cast<const char*>(panel) + kTileBytes, 4 * kPanel);
  Dots::template add<1, 4, 7>();
  if constexpr (Halves == 2) {
    load_tile<5>(lower, x_stride);
    Dots::template add<2, 5, 6>();
    Dots::template add<3, 5, 7>();
  }
}

}  // namespace
}  // namespace coldread::kernels
