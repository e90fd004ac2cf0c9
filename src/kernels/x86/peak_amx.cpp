#include <immintrin.h>

#include "kernels/peak_loops.h"
#include "kernels/x86/tile_shapes.h"

namespace coldread::kernels {
namespace {

TileShapes whole_tiles() {
  TileShapes shapes;
  for (int tile = 0; tile < 8; ++tile) shapes.set(tile, 16, 64);
  return shapes;
}

}  // namespace

// Tiles 0 to 3 are sums, 4 and 5 rows, 6 and 7 columns: four chains hide the latency.
double peak_int8_amx(std::int64_t steps) {
  const TileShapes shapes = whole_tiles();
  asm volatile("ldtilecfg %0" : : "m"(shapes));
  for (std::int64_t i = 0; i < steps; ++i) {
    _tile_dpbssd(0, 4, 6);
    _tile_dpbssd(1, 4, 7);
    _tile_dpbssd(2, 5, 6);
    _tile_dpbssd(3, 5, 7);
  }
  _tile_release();
  return 2.0 * 16 * 16 * 64 * 4;
}

double peak_bf16_amx(std::int64_t steps) {
  const TileShapes shapes = whole_tiles();
  asm volatile("ldtilecfg %0" : : "m"(shapes));
  for (std::int64_t i = 0; i < steps; ++i) {
    _tile_dpbf16ps(0, 4, 6);
    _tile_dpbf16ps(1, 4, 7);
    _tile_dpbf16ps(2, 5, 6);
    _tile_dpbf16ps(3, 5, 7);
  }
  _tile_release();
  return 2.0 * 16 * 16 * 32 * 4;
}

}  // namespace coldread::kernels
