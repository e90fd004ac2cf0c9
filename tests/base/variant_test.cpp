#include "base/variant.h"

#include <cstddef>
#include <doctest/doctest.h>
#include <new>
#include <string>
#include <vector>

namespace coldread {
namespace {

/// Gives no memory while it is told to.
bool no_memory = false;

template <typename Item>
struct Allocator {
  using value_type = Item;
  Allocator() = default;
  template <typename Other>
  Allocator(const Allocator<Other>& /*other*/) {}  // NOLINT(google-explicit-constructor)
  Item* allocate(std::size_t count) {
    if (no_memory) throw std::bad_alloc();
    return std::allocator<Item>().allocate(count);
  }
  void deallocate(Item* items, std::size_t count) { std::allocator<Item>().deallocate(items, count); }
  bool operator==(const Allocator& /*other*/) const { return true; }
};

using Items = std::vector<int, Allocator<int>>;
using Either = Variant<Items, std::string>;

TEST_CASE("A copy that finds no memory throws, and leaves what it was copied from and to") {
  const Either from = Items{1, 2, 3};
  Either to = std::string("before");
  no_memory = true;
  CHECK_THROWS_AS(Either{from}, std::bad_alloc);
  CHECK_THROWS_AS(to = from, std::bad_alloc);
  CHECK_THROWS_AS(std::vector<Either>(2, from), std::bad_alloc);
  no_memory = false;
  CHECK(std::get<Items>(from).size() == 3);
  CHECK(std::get<std::string>(to) == "before");
}

TEST_CASE("A copy holds the alternative that it was copied from") {
  const Either from = std::string("text");
  Either to = Items{1};
  CHECK(std::get<std::string>(Either{from}) == "text");
  to = from;
  CHECK(std::get<std::string>(to) == "text");
  CHECK(std::holds_alternative<std::string>(from));
}

}  // namespace
}  // namespace coldread
