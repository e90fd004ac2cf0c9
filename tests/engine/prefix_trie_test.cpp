#include "engine/prefix_trie.h"

#include <doctest/doctest.h>
#include <map>
#include <string>

using namespace coldread;
using Ids = std::vector<TokenId>;

namespace {

/// The whole sequence that ends at a node.
Ids path(const PrefixTrie& trie, std::uint32_t node) {
  Ids ids;
  for (; node != 0; node = trie.nodes()[node].parent) {
    const auto tokens = trie.nodes()[node].tokens;
    ids.insert(ids.begin(), tokens.begin(), tokens.end());
    CHECK(trie.nodes()[node].start == trie.nodes()[trie.nodes()[node].parent].end());
  }
  return ids;
}

std::size_t total(const PrefixTrie& trie) {
  std::size_t tokens = 0;
  for (const auto& node : trie.nodes()) {
    tokens += node.tokens.size();
  }
  return tokens;
}

}  // namespace

TEST_CASE("Each sequence is the path to its node, and shared beginnings are kept once") {
  const std::vector<Ids> sequences = {{1, 2, 3, 4}, {1, 2, 3, 5}, {1, 2}, {7}, {1, 2, 3, 4}, {1, 9}, {1, 2, 3, 4, 6}};
  PrefixTrie trie(true);
  std::vector<std::uint32_t> ends;
  for (const auto& sequence : sequences) {
    ends.push_back(trie.add(sequence));
  }
  for (std::size_t i = 0; i < sequences.size(); ++i) {
    CHECK(path(trie, ends[i]) == sequences[i]);
  }
  CHECK(ends[0] == ends[4]);
  CHECK(total(trie) == 8);  // 1 2 3 4 5 7 9 6
}

TEST_CASE("Without sharing each sequence is a child of the root") {
  const std::vector<Ids> sequences = {{1, 2, 3}, {1, 2, 3}, {1, 2}};
  PrefixTrie trie(false);
  for (const auto& sequence : sequences) {
    CHECK(path(trie, trie.add(sequence)) == sequence);
  }
  CHECK(trie.nodes()[0].children.size() == 3);
  CHECK(total(trie) == 8);
}

TEST_CASE("Depth first, parents stand before children and siblings in the order they were added") {
  const std::vector<Ids> sequences = {{5, 1, 1}, {3, 2}, {5, 1, 2}, {5, 1, 0}};
  PrefixTrie trie(true);
  for (const auto& sequence : sequences) {
    trie.add(sequence);
  }
  std::vector<Ids> paths;
  for (const std::uint32_t node : trie.depth_first()) {
    paths.push_back(path(trie, node));
  }
  CHECK(paths == std::vector<Ids>{{}, {5, 1}, {5, 1, 1}, {5, 1, 2}, {5, 1, 0}, {3, 2}});
}

TEST_CASE("Sequences whose rotary length differs share nothing") {
  const Ids ids = {1, 2, 3, 4};
  const Ids longer = {1, 2, 3, 5, 6};
  PrefixTrie trie(true);
  const std::uint32_t first = trie.add(ids);
  const std::uint32_t second = trie.add(longer, 65);
  const std::uint32_t third = trie.add(ids, 65);
  CHECK(path(trie, first) == ids);
  CHECK(path(trie, second) == longer);
  CHECK(path(trie, third) == ids);
  CHECK(first != third);
  CHECK(total(trie) == 4 + 3 + 2 + 1);
  CHECK(trie.nodes()[first].rotary_length == 0);
  for (const std::uint32_t node : {second, third, trie.nodes()[third].parent}) {
    CHECK(trie.nodes()[node].rotary_length == 65);
  }
}
