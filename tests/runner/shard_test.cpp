#include "runner/config/shard.h"

#include <algorithm>
#include <doctest/doctest.h>

#include "support/error_of.h"

using namespace coldread;
using coldread::test::error_of;

TEST_CASE("each document falls to one shard, by its key alone") {
  for (const std::uint64_t count : {1U, 2U, 3U, 7U}) {
    std::uint64_t least = 1000;
    std::uint64_t sum = 0;
    for (std::uint64_t index = 0; index < count; ++index) {
      std::uint64_t held = 0;
      for (std::int64_t document = 0; document < 1000; ++document)
        held += Shard{.index = index, .count = count}.holds("task", document) ? 1U : 0U;
      least = std::min(least, held);
      sum += held;
    }
    CHECK(sum == 1000);
    CHECK(least > 800 / count);
  }
}

TEST_CASE("shards are counted from one or from nought") {
  CHECK(parse_shard("1/2") == Shard{.index = 0, .count = 2});
  CHECK(parse_shard("2/2") == Shard{.index = 1, .count = 2});
  CHECK(parse_shard("0/2") == parse_shard("2/2"));
  CHECK(to_string(parse_shard("2/3")) == "2/3");
  CHECK(to_string(parse_shard("1/1")).empty());
}

TEST_CASE("a shard that cannot be is an error") {
  for (const char* text : {"", "1", "3/2", "1/0", "a/b", "1/2/3", "-1/2", "1 /2"}) {
    CAPTURE(text);
    CHECK(error_of([&] { parse_shard(text); }).find("i/n") != std::string::npos);
  }
}
