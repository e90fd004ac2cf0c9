#pragma once

#include <cstdint>

// Files of one instruction set include this.
namespace coldread::kernels {
namespace {

/// What the processor's eight tiles hold, as `ldtilecfg` reads it. A tile has up to 16 rows of up to 64 bytes; one that
/// is not used has none of both.
struct alignas(64) TileShapes {
  std::uint8_t palette = 1;
  std::uint8_t start_row = 0;
  std::uint8_t reserved[14] = {};
  std::uint16_t row_bytes[16] = {};
  std::uint8_t rows[16] = {};

  constexpr void set(int tile, std::int64_t of_rows, std::int64_t of_bytes) {
    const bool used = of_rows > 0 && of_bytes > 0;
    rows[tile] = static_cast<std::uint8_t>(used ? of_rows : 0);
    row_bytes[tile] = static_cast<std::uint16_t>(used ? of_bytes : 0);
  }
};

}  // namespace
}  // namespace coldread::kernels
