#include <immintrin.h>

#include "kernels/peak_loops.h"

namespace coldread::kernels {
namespace {

struct alignas(64) TileShapes {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {};
  std::uint8_t rows[16] = {};
};

/// Eight tiles of 16 rows of 64 bytes. Inline assembly with the whole struct as operand: GCC 12's own intrinsic says
/// that it reads eight bytes, and the stores to the others may vanish.
void shape_tiles() {
  TileShapes shapes;
  for (int i = 0; i < 8; ++i) {
    shapes.row_bytes[i] = 64;
    shapes.rows[i] = 16;
  }
  asm volatile("ldtilecfg %0" : : "m"(shapes));
}

}  // namespace

// Tiles 0 to 3 are sums, 4 and 5 rows, 6 and 7 columns: four chains hide the latency.
__attribute__((target("amx-tile,amx-int8"))) double peak_int8_amx(std::int64_t steps) {
  shape_tiles();
  for (std::int64_t i = 0; i < steps; ++i) {
    _tile_dpbssd(0, 4, 6);
    _tile_dpbssd(1, 4, 7);
    _tile_dpbssd(2, 5, 6);
    _tile_dpbssd(3, 5, 7);
  }
  _tile_release();
  return 2.0 * 16 * 16 * 64 * 4;
}

__attribute__((target("amx-tile,amx-bf16"))) double peak_bf16_amx(std::int64_t steps) {
  shape_tiles();
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
