#include "io/xxh3.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

std::string xxh3_of(std::string_view text, std::uint64_t seed) {
  Xxh3 hash(seed);
  hash.add(text);
  return hash.hex();
}

TEST_CASE("nothing has the digest that xxhsum -H128 prints") {
  CHECK(Xxh3(0).hex() == "99aa06d3014798d86001c324468d497f");
}

TEST_CASE("pieces count as the whole, and the seed counts") {
  const std::string text(1000, 'x');
  Xxh3 pieces(7);
  pieces.add(text.substr(0, 300));
  pieces.add(text.substr(300));
  CHECK(pieces.hex() == xxh3_of(text, 7));
  CHECK(pieces.hex() != xxh3_of(text, 8));
  CHECK(pieces.hex() != xxh3_of(text + "x", 7));
}

}  // namespace
}  // namespace coldread
