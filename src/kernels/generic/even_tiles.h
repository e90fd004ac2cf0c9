#pragma once

#include <cstdint>

// Files of one instruction set include this.
namespace coldread::kernels {
namespace {

/// Rows in tiles of at most so many, as even as can be: 11, 11 and 10 are faster than 12, 12 and 8.
struct EvenTiles {
  std::int64_t count;
  std::int64_t rows;  ///< of a tile; the last may have fewer

  EvenTiles(std::int64_t of_all, std::int64_t most)
      : count((of_all + most - 1) / most), rows((of_all + count - 1) / count) {}
};

}  // namespace
}  // namespace coldread::kernels
