#include <array>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "kernels/lanes_portable.h"
#include "kernels/packed.h"
#include "kernels/table.h"
// The rest needs the Lanes above.
#include "kernels/ints_portable.h"
#include "kernels/math.inl"
#include "kernels/tile_shapes.h"

// The product by tiles over tiles that are not a processor's, so that its order and its addresses are tested
// everywhere.

namespace coldread::kernels {
namespace {

struct Tile {
  std::int64_t rows = 0;
  std::int64_t bytes = 0;
  std::array<std::array<std::uint8_t, 64>, 16> data = {};
};
std::array<Tile, 8> tiles;
bool shaped = false;

void shape_tiles(const TileShapes& shapes) {
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    tiles[t] = {.rows = shapes.rows[t], .bytes = shapes.row_bytes[t], .data = {}};
    REQUIRE((tiles[t].rows == 0) == (tiles[t].bytes == 0));
  }
  shaped = true;
}
void release_tiles() {
  shaped = false;
}
template <int T>
void zero_tile() {
  tiles[T].data = {};
}
template <int T>
void load_tile(const void* from, std::int64_t stride) {
  REQUIRE(shaped);
  REQUIRE(tiles[T].rows > 0);
  tiles[T].data = {};
  for (std::int64_t r = 0; r < tiles[T].rows; ++r) {
    std::memcpy(tiles[T].data[static_cast<std::size_t>(r)].data(), static_cast<const char*>(from) + r * stride,
                static_cast<std::size_t>(tiles[T].bytes));
  }
}
template <int T>
void store_tile(void* to, std::int64_t stride) {
  for (std::int64_t r = 0; r < tiles[T].rows; ++r) {
    std::memcpy(static_cast<char*>(to) + r * stride, tiles[T].data[static_cast<std::size_t>(r)].data(),
                static_cast<std::size_t>(tiles[T].bytes));
  }
}
std::int32_t& sum_at(Tile& tile, std::size_t row, std::size_t column) {
  return reinterpret_cast<std::int32_t*>(tile.data[row].data())[column];
}
template <int Sums, int X, int W>
void dot_tiles() {
  REQUIRE(tiles[X].rows == tiles[Sums].rows);
  REQUIRE(tiles[X].bytes == 4 * tiles[W].rows);
  REQUIRE(tiles[W].bytes == tiles[Sums].bytes);
  for (std::size_t m = 0; m < static_cast<std::size_t>(tiles[X].rows); ++m) {
    for (std::size_t k = 0; k < static_cast<std::size_t>(tiles[X].bytes); ++k) {
      for (std::size_t n = 0; n < 16; ++n) {
        sum_at(tiles[Sums], m, n) +=
            static_cast<std::int8_t>(tiles[X].data[m][k]) * std::int32_t{tiles[W].data[k / 4][4 * n + k % 4]};
      }
    }
  }
}
Lanes less_offset(const std::int32_t* sums, std::int32_t offset) {
  return lanewise([&](int i) { return static_cast<float>(sums[i] - offset); });
}

}  // namespace
}  // namespace coldread::kernels

#include "kernels/epilogue.inl"
#include "kernels/matmul_int8.inl"
//
#include "kernels/matmul_int8_tiles.inl"

namespace coldread::kernels {
namespace {

TEST_CASE("the product by tiles has the bits of the product by rows") {
  struct Shape {
    std::int64_t rows, inputs, outputs;
  };
  for (const Shape& shape : {Shape{3, 576, 64}, Shape{4, 64, 32}, Shape{16, 100, 33}, Shape{37, 192, 96},
                             Shape{70, 1000, 40}, Shape{50, 17, 7}, Shape{33, 768, 64}}) {
    CAPTURE(shape.rows);
    CAPTURE(shape.inputs);
    const std::vector<float> x = noise(shape.rows * shape.inputs, 21);
    const std::vector<float> w = noise(shape.outputs * shape.inputs, 22);
    const PackedMatrix matrix = packed(w, shape.outputs, shape.inputs).as(WeightType::int8);
    const Int8Groups groups = int8_groups(shape.inputs);
    std::vector<std::int8_t> values(static_cast<std::size_t>(shape.rows * groups.padded()));
    std::vector<float> scales(static_cast<std::size_t>(shape.rows * groups.count));
    std::vector<std::int32_t> sums(scales.size());
    for (std::int64_t t = 0; t < shape.rows; ++t) {
      kPortableTable.quantize(x.data() + t * shape.inputs, shape.inputs, groups, values.data() + t * groups.padded(),
                              scales.data() + t * groups.count, sums.data() + t * groups.count);
    }
    alignas(64) std::array<float, kInt8Scratch> scratch;
    std::vector<float> by_rows(static_cast<std::size_t>(shape.rows * shape.outputs));
    std::vector<float> by_tiles(by_rows.size());
    Int8MatmulTask task{.x = {.values = values.data(), .scales = scales.data(), .sums = sums.data(), .groups = groups},
                        .rows = shape.rows,
                        .panels = reinterpret_cast<const std::uint8_t*>(matrix.data().panels),
                        .scales = matrix.data().scales,
                        .panel_count = matrix.panels(),
                        .out = {.y = by_rows.data(), .y_stride = shape.outputs, .columns = shape.outputs},
                        .scratch = scratch.data()};
    kPortableTable.int8.matmul(task);
    task.out.y = by_tiles.data();
    matmul_int8_by_tiles(task);
    CHECK_FALSE(shaped);
    CHECK(first_difference(by_tiles, by_rows) == -1);
  }
}

}  // namespace
}  // namespace coldread::kernels
