#pragma once

#include "kernels/x86/row_tiles.inl"
// After the tiles, which bring their Lanes.
#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/panel_layout.h"

// Dots of bfloat16 by tiles, up to 32 rows at a time.
namespace coldread::kernels {
namespace {

class Bf16TileRows {
 public:
  static constexpr std::int64_t kRows = 2 * kTileHeight;
  static constexpr bool kOneRowWaits = false;

  explicit Bf16TileRows(float*) {}
  Bf16TileRows(const Bf16TileRows&) = delete;
  Bf16TileRows& operator=(const Bf16TileRows&) = delete;
  ~Bf16TileRows() { release_tiles(); }

  void take(const std::uint16_t* x, std::int64_t stride, std::int64_t rows, std::int64_t k) {
    if (rows != rows_) shape_tiles(row_tile_shapes(rows, kTileBytes));
    x_ = reinterpret_cast<const char*>(x);
    stride_ = 2 * stride;
    rows_ = rows;
    k_ = k;
  }
  std::int64_t fetches(std::int64_t k) const { return k / kBf16DotsStep; }
  void multiply(const std::byte* panel, float* sums, bool fresh, Prefetcher& prefetcher) const {
    rows_ > kTileHeight ? multiply<2>(panel, sums, fresh, prefetcher) : multiply<1>(panel, sums, fresh, prefetcher);
  }

 private:
  template <int Halves>
  void multiply(const std::byte* panel, float* sums, bool fresh, Prefetcher& prefetcher) const {
    fresh ? zero_sums<Halves>() : load_sums<Halves>(sums);
    const char* x = x_;
    const char* lower = x_ + kTileHeight * stride_;
    for (std::int64_t k = 0; k < k_; k += kBf16DotsStep) {
      prefetcher.fetch();
      add_dots<Halves, Bf16Dots>(x, lower, stride_, panel);
      x += kTileBytes;
      lower += kTileBytes;
      panel += 2 * kBf16DotsStep * kPanel;
    }
    store_sums<Halves>(sums);
  }

  const char* x_ = nullptr;
  std::int64_t stride_ = 0;  ///< bytes
  std::int64_t rows_ = 0;
  std::int64_t k_ = 0;
};

}  // namespace
}  // namespace coldread::kernels
