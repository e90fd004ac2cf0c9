#include <array>
#include <cmath>
#include <cstring>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"
#include "kernels/packed.h"
#include "kernels/portable/lanes_portable.h"
#include "kernels/table.h"
#include "kernels/x86/tile_shapes.h"

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
bool are_shaped = false;

void shape_tiles(const TileShapes& shapes) {
  for (std::size_t t = 0; t < tiles.size(); ++t) {
    tiles[t] = {.rows = shapes.rows[t], .bytes = shapes.row_bytes[t], .data = {}};
    REQUIRE((tiles[t].rows == 0) == (tiles[t].bytes == 0));
  }
  are_shaped = true;
}
void release_tiles() {
  are_shaped = false;
}
template <int T>
void zero_tile() {
  tiles[T].data = {};
}
template <int T>
void load_tile(const void* from, std::int64_t stride) {
  REQUIRE(are_shaped);
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
void check_shapes(const Tile& sums, const Tile& x, const Tile& w) {
  REQUIRE(x.rows == sums.rows);
  REQUIRE(x.bytes == 4 * w.rows);
  REQUIRE(w.bytes == sums.bytes);
}
/// sum(row, column, its 4 bytes) of each sum.
template <typename Number, typename Sum>
void each_sum(Tile& sums, const Sum& sum) {
  for (std::size_t m = 0; m < static_cast<std::size_t>(sums.rows); ++m) {
    for (std::size_t n = 0; n < 16; ++n) {
      Number value;
      std::memcpy(&value, sums.data[m].data() + 4 * n, 4);
      sum(m, n, value);
      std::memcpy(sums.data[m].data() + 4 * n, &value, 4);
    }
  }
}
struct ByteDots {
  template <int Sums, int X, int W>
  static void add() {
    const Tile& x = tiles[X];
    const Tile& w = tiles[W];
    check_shapes(tiles[Sums], x, w);
    each_sum<std::int32_t>(tiles[Sums], [&](std::size_t m, std::size_t n, std::int32_t& sum) {
      for (std::size_t k = 0; k < static_cast<std::size_t>(x.bytes); ++k) {
        sum += static_cast<std::int8_t>(x.data[m][k]) * std::int32_t{w.data[k / 4][4 * n + k % 4]};
      }
    });
  }
};
float bf16_at(const std::uint8_t* bytes) {
  const std::uint32_t bits = static_cast<std::uint32_t>(bytes[1]) << 24 | static_cast<std::uint32_t>(bytes[0]) << 16;
  float value = 0;
  std::memcpy(&value, &bits, 4);
  return value;
}
struct Bf16Dots {
  template <int Sums, int X, int W>
  static void add() {
    const Tile& x = tiles[X];
    const Tile& w = tiles[W];
    check_shapes(tiles[Sums], x, w);
    each_sum<float>(tiles[Sums], [&](std::size_t m, std::size_t n, float& sum) {
      float chains[2] = {};
      for (std::size_t k = 0; k < static_cast<std::size_t>(x.bytes) / 2; ++k) {
        float& chain = chains[k % 2];
        chain = std::fma(bf16_at(&x.data[m][2 * k]), bf16_at(&w.data[k / 2][4 * n + k % 2 * 2]), chain);
      }
      sum += chains[0] + chains[1];
    });
  }
};
Lanes sums_from(std::int32_t start, const std::int32_t* sums) {
  return lanewise([&](int i) { return static_cast<float>(start + sums[i]); });
}

}  // namespace
}  // namespace coldread::kernels

#define COLDREAD_TILES
#include "kernels/generic/matmul_bf16_groups.inl"
#include "kernels/x86/matmul_bf16_tiles.inl"
#include "kernels/x86/matmul_int8_tiles.inl"

namespace coldread::kernels {
namespace {

TEST_CASE("the int8 product by tiles has the bits of the product by rows") {
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
    std::vector<std::int8_t> values(static_cast<std::size_t>(shape.rows * groups.row_bytes()));
    std::vector<float> scales(static_cast<std::size_t>(shape.rows * groups.count));
    std::vector<std::int32_t> starts(scales.size());
    for (std::int64_t t = 0; t < shape.rows; ++t) {
      kPortableTable.quantize(x.data() + t * shape.inputs, shape.inputs, groups, values.data() + t * groups.row_bytes(),
                              scales.data() + t * groups.count, starts.data() + t * groups.count);
    }
    alignas(64) std::array<float, kInt8Scratch> scratch;
    std::vector<float> by_rows(static_cast<std::size_t>(shape.rows * shape.outputs));
    std::vector<float> by_tiles(by_rows.size());
    Int8MatmulTask task{
        .x = {.values = values.data(), .scales = scales.data(), .starts = starts.data(), .groups = groups},
        .rows = shape.rows,
        .panels = matrix.data(),
        .panel_count = matrix.panels(),
        .out = {.y = by_rows.data(), .y_stride = shape.outputs, .columns = shape.outputs},
        .scratch = scratch.data()};
    kPortableTable.int8.matmul(task);
    task.out.y = by_tiles.data();
    matmul_int8_by_tiles(task);
    CHECK_FALSE(are_shaped);
    CHECK(first_difference(by_tiles, by_rows) == -1);
  }
}

TEST_CASE("the bfloat16 product by tiles has the bits of the product by multiply-adds") {
  struct Shape {
    std::int64_t rows, inputs, outputs;
  };
  for (const Shape& shape : {Shape{1, 576, 64}, Shape{16, 32, 33}, Shape{36, 1000, 96}, Shape{37, 577, 40},
                             Shape{70, 1537, 40}, Shape{33, 768, 64}}) {
    CAPTURE(shape.rows);
    CAPTURE(shape.inputs);
    const std::vector<float> x = noise(shape.rows * shape.inputs, 23);
    const PackedMatrix matrix =
        packed(noise(shape.outputs * shape.inputs, 24), shape.outputs, shape.inputs).as(WeightType::bf16_dots);
    const std::int64_t k = bf16_dots_padded(shape.inputs);
    std::vector<std::uint16_t> rounded(static_cast<std::size_t>(shape.rows * bf16_dots_row(k)));
    for (std::int64_t t = 0; t < shape.rows; ++t) {
      kPortableTable.bf16_dots.round(x.data() + t * shape.inputs, shape.inputs, k,
                                     rounded.data() + t * bf16_dots_row(k));
    }
    FloatBuffer scratch(bf16_dots_sums(shape.rows, matrix.panels(), k) + bf16_dots_prepared(shape.rows, k));
    std::vector<float> by_rows(static_cast<std::size_t>(shape.rows * shape.outputs));
    std::vector<float> by_tiles(by_rows.size());
    Bf16DotsTask task{.x = rounded.data(),
                      .rows = shape.rows,
                      .k = k,
                      .panels = matrix.data(),
                      .panel_count = matrix.panels(),
                      .out = {.y = by_rows.data(), .y_stride = shape.outputs, .columns = shape.outputs},
                      .scratch = scratch.data()};
    kPortableTable.bf16_dots.matmul(task);
    task.out.y = by_tiles.data();
    matmul_bf16_dots_of<Bf16TileRows>(task);
    CHECK_FALSE(are_shaped);
    CHECK(first_difference(by_tiles, by_rows) == -1);
  }
}

}  // namespace
}  // namespace coldread::kernels
