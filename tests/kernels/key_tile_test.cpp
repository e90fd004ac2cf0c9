#include "kernels/key_tile.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <vector>

#include "kernels/isas.h"

namespace coldread::kernels {
namespace {

/// 64 keys, of which some number has been added.
struct Tile {
  std::int64_t size;
  std::int64_t held = 0;
  std::vector<float> keys = noise(64 * (size + 3), 21);  ///< three floats apart
  std::vector<float> floats = std::vector<float>(static_cast<std::size_t>(64 * size));

  explicit Tile(std::int64_t head_size) : size(head_size) {}
  void append(std::int64_t count) {
    append_keys(floats.data(), held, keys.data() + held * (size + 3), size + 3, count, size);
    held += count;
  }
  /// Whether the floats of a tile are the first `count` of these keys.
  bool begins_with(const std::vector<float>& other, std::int64_t count) const {
    for (std::int64_t key = 0; key < count; ++key) {
      for (std::int64_t d = 0; d < size; ++d) {
        const auto at = static_cast<std::size_t>(key_element(key, d, count, size));
        if (other[at] != keys[static_cast<std::size_t>(key * (size + 3) + d)]) return false;
      }
    }
    return true;
  }
};

TEST_CASE("keys are read back however many are added at a time") {
  on_every_isa([] {
    for (const std::int64_t size : {1, 5, 16, 24, 64, 80}) {
      for (const std::int64_t step : {1, 7, 15, 16, 17, 40, 64}) {
        CAPTURE(size);
        CAPTURE(step);
        Tile tile(size);
        while (tile.held < 64) {
          tile.append(std::min(step, 64 - tile.held));
          CHECK(tile.begins_with(tile.floats, tile.held));
        }
      }
    }
  });
}

TEST_CASE("a full block is packed, the last one holds rows") {
  Tile tile(2);
  tile.append(18);
  CHECK(tile.floats[0] == tile.keys[0]);
  CHECK(tile.floats[1] == tile.keys[5]);   // the second key's first element
  CHECK(tile.floats[16] == tile.keys[1]);  // the first key's second
  CHECK(tile.floats[32] == tile.keys[16 * 5]);
  CHECK(tile.floats[33] == tile.keys[16 * 5 + 1]);
  CHECK(tile.floats[34] == tile.keys[17 * 5]);
}

TEST_CASE("any first keys of a tile can be copied") {
  for (const std::int64_t held : {1, 15, 16, 40, 64}) {
    Tile tile(20);
    tile.append(held);
    for (std::int64_t count = 0; count <= held; ++count) {
      CAPTURE(held);
      CAPTURE(count);
      std::vector<float> copy(tile.floats.size());
      copy_keys(tile.floats.data(), held, copy.data(), count, 20);
      CHECK(tile.begins_with(copy, count));
    }
  }
}

}  // namespace
}  // namespace coldread::kernels
