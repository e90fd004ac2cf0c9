#include "tokenizer/models/merge_table.h"

#include <doctest/doctest.h>
#include <vector>

namespace coldread {
namespace {

/// 0 and 1 merge to 2 (rank 1), 1 and 1 to 3 (rank 0), 2 and 2 to 4 (rank 2), 3 and 3 to 5 (rank 3).
MergeTable small() {
  MergeTable merges(4);
  merges.add(1, 1, {.rank = 0, .merged = 3});
  merges.add(0, 1, {.rank = 1, .merged = 2});
  merges.add(2, 2, {.rank = 2, .merged = 4});
  merges.add(3, 3, {.rank = 3, .merged = 5});
  return merges;
}

std::vector<TokenId> merged(std::vector<TokenId> symbols) {
  symbols.resize(merge_pairs(small(), symbols));
  return symbols;
}

/// The definition: merge the leftmost of the pairs with the lowest rank, until there is none.
std::vector<TokenId> merged_naively(std::vector<TokenId> symbols) {
  const MergeTable merges = small();
  for (;;) {
    std::size_t best = symbols.size();
    Merge lowest;
    for (std::size_t i = 0; i + 1 < symbols.size(); ++i) {
      const Merge merge = merges.find(symbols[i], symbols[i + 1]);
      if (merge && merge.rank < lowest.rank) {
        best = i;
        lowest = merge;
      }
    }
    if (best == symbols.size()) return symbols;
    symbols[best] = lowest.merged;
    symbols.erase(symbols.begin() + static_cast<std::ptrdiff_t>(best) + 1);
  }
}

TEST_CASE("the lowest rank merges first, the leftmost first among equals") {
  CHECK(merged({0, 1}) == std::vector<TokenId>{2});
  CHECK(merged({0, 1, 1}) == std::vector<TokenId>{0, 3});
  CHECK(merged({1, 1, 1}) == std::vector<TokenId>{3, 1});
  CHECK(merged({0, 1, 0, 1, 0}) == std::vector<TokenId>{4, 0});
  CHECK(merged({}).empty());
  CHECK(merged({7}) == std::vector<TokenId>{7});
}

TEST_CASE("bytes without a token keep their neighbours apart") {
  CHECK(merged({0, -1, 1}) == std::vector<TokenId>{0, -1, 1});
  CHECK(merged({-1, -1}) == std::vector<TokenId>{-1, -1});
}

TEST_CASE("short and long pieces merge alike, whichever way is taken") {
  std::uint32_t state = 1;
  for (std::size_t length = 1; length < 150; ++length) {
    std::vector<TokenId> symbols(length);
    for (TokenId& symbol : symbols) {
      state = state * 1664525 + 1013904223;
      symbol = static_cast<TokenId>(state >> 24) % 5 == 0 ? -1 : static_cast<TokenId>(state >> 20 & 1);
    }
    CHECK(merged(symbols) == merged_naively(symbols));
  }
}

TEST_CASE("the first merge of a pair counts") {
  MergeTable merges(2);
  merges.add(4, 5, {.rank = 0, .merged = 6});
  merges.add(4, 5, {.rank = 1, .merged = 7});
  CHECK(merges.find(4, 5).merged == 6);
  CHECK(!merges.find(5, 4));
}

}  // namespace
}  // namespace coldread
