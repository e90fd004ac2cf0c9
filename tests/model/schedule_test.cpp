#include "model/schedule.h"

#include <doctest/doctest.h>
#include <vector>

namespace coldread {
namespace {

/// Tokens of rows of these lengths.
std::vector<PassToken> rows_of(const std::vector<std::size_t>& lengths) {
  std::vector<PassToken> tokens;
  for (std::uint32_t row = 0; row < lengths.size(); ++row) {
    for (std::size_t i = 0; i < lengths[row]; ++i) {
      tokens.push_back({.id = 0, .position = static_cast<std::int64_t>(i), .row = row, .hidden = -1});
    }
  }
  return tokens;
}

std::vector<std::size_t> sizes(const std::vector<PassToken>& tokens, int threads) {
  std::vector<std::size_t> result;
  for (const auto& share : share_out(tokens, threads)) result.push_back(share.size());
  return result;
}

using Sizes = std::vector<std::size_t>;

TEST_CASE("one thread takes all tokens") {
  CHECK(sizes(rows_of({5, 300}), 1) == Sizes{305});
}

TEST_CASE("shares are whole rows, short ones together, the largest first") {
  const auto tokens = rows_of({100, 100, 100, 512, 100, 100, 100});
  const auto shares = share_out(tokens, 2);
  CHECK(sizes(tokens, 2) == Sizes{512, 300, 300});
  for (const auto& share : shares) {
    CHECK(share.front().position == 0);
    CHECK((&share.back() == &tokens.back() || (&share.back() + 1)->position == 0));
  }
}

TEST_CASE("nothing is shared out where a thread would have too few tokens or wait for another") {
  CHECK(sizes(rows_of(Sizes(32, 1)), 2).empty());
  CHECK(sizes(rows_of({2048}), 2).empty());
  CHECK(sizes(rows_of({1000, 500}), 2).empty());
  CHECK(sizes(rows_of({500, 500}), 2) == Sizes{500, 500});
}

TEST_CASE("slices end between rows, but for a row that is longer than one") {
  const auto cut = [](const Sizes& lengths) {
    const auto tokens = rows_of(lengths);
    Sizes result;
    for (const auto slice : slices(tokens)) result.push_back(slice.size());
    return result;
  };
  CHECK(cut({}).empty());
  CHECK(cut({kSliceTokens}) == Sizes{kSliceTokens});
  CHECK(cut({600, 600, 300, 124, 1}) == Sizes{600, 1024, 1});
  CHECK(cut({1500, 1024, 3}) == Sizes{1024, 476, 1024, 3});
}

}  // namespace
}  // namespace coldread
