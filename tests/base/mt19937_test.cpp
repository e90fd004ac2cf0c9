#include "base/mt19937.h"

#include <doctest/doctest.h>

#include "base/error.h"

using namespace coldread;

TEST_CASE("the first numbers of known seeds are CPython's") {
  CHECK(PythonRandom(0).random() == 0.8444218515250481);
  CHECK(PythonRandom("bicycle").random() == PythonRandom(std::string_view("bicycle")).random());
  CHECK(PythonRandom(1234).sample(100, 5) == std::vector<std::size_t>{99, 56, 14, 0, 11});
  CHECK(PythonRandom(1234).sample(10000, 5) == std::vector<std::size_t>{7220, 1914, 122, 1485, 9539});
  CHECK(PythonRandom(0).choices(10, 10) == std::vector<std::size_t>{8, 7, 4, 2, 5, 4, 7, 3, 4, 5});
}

TEST_CASE("seeds count by their size, of any length") {
  CHECK(PythonRandom(-36).random() == PythonRandom(36).random());
  CHECK(PythonRandom::from_decimal("-36").random() == PythonRandom(36).random());
  CHECK(PythonRandom::from_decimal("4294967296").random() == PythonRandom(4294967296).random());
  CHECK_THROWS_AS(PythonRandom::from_decimal("12x"), Error);
  CHECK_THROWS_AS(PythonRandom::from_decimal("-"), Error);
}

TEST_CASE("a shuffle is a permutation") {
  PythonRandom random(5);
  std::vector<int> items{0, 1, 2, 3, 4, 5, 6};
  random.shuffle(items);
  std::vector<bool> seen(7);
  for (const int item : items) seen[static_cast<std::size_t>(item)] = true;
  CHECK(seen == std::vector<bool>(7, true));
}
