#include "base/philox.h"

#include <doctest/doctest.h>
#include <set>

using coldread::philox4x32;
using coldread::RandomStream;
using Block = std::array<std::uint32_t, 4>;

TEST_CASE("Philox4x32-10 gives the known answers of Random123") {
  CHECK(philox4x32({0, 0, 0, 0}, {0, 0}) == Block{0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8});
  CHECK(philox4x32({0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, {0xffffffff, 0xffffffff}) ==
        Block{0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd});
  CHECK(philox4x32({0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344}, {0xa4093822, 0x299f31d0}) ==
        Block{0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1});
}

TEST_CASE("A random stream's number depends on each part of its key and on nothing else") {
  const RandomStream stream(7, "qa", 3, 1);
  const double first = stream.uniform(0);
  stream.uniform(5);
  CHECK(stream.uniform(0) == first);
  CHECK(RandomStream(7, "qa", 3, 1).uniform(0) == first);
  const std::set<double> others = {first,
                                   stream.uniform(1),
                                   RandomStream(8, "qa", 3, 1).uniform(0),
                                   RandomStream(7, "tldr", 3, 1).uniform(0),
                                   RandomStream(7, "", 3, 1).uniform(0),
                                   RandomStream(7, "qa", 4, 1).uniform(0),
                                   RandomStream(7, "qa", (std::int64_t{1} << 32) + 3, 1).uniform(0),
                                   RandomStream(7, "qa", 3, 2).uniform(0)};
  CHECK(others.size() == 8);
}

TEST_CASE("Uniform numbers lie in [0, 1) and fill ten bins evenly") {
  const RandomStream stream(0, "bins", 0, 0);
  std::array<int, 10> bins{};
  constexpr int kDraws = 100000;
  for (int i = 0; i < kDraws; ++i) {
    const double u = stream.uniform(static_cast<std::uint32_t>(i));
    REQUIRE(u >= 0.0);
    REQUIRE(u < 1.0);
    ++bins[static_cast<std::size_t>(u * 10)];
  }
  double chi_square = 0;
  for (const int count : bins) {
    const double difference = count - kDraws / 10.0;
    chi_square += difference * difference / (kDraws / 10.0);
  }
  CHECK(chi_square < 27.88);  // the 0.999 quantile of 9 degrees of freedom
}
