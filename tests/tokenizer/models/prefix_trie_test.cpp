#include "tokenizer/models/prefix_trie.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

TEST_CASE("a token is found by its bytes, the last of two with the same") {
  PrefixTrie trie;
  trie.add("ab", 1);
  trie.add("abc", 2);
  trie.add("ab", 3);
  const PrefixTrie::Node ab = trie.descend(PrefixTrie::kRoot, "ab");
  CHECK(trie.id(ab) == 3);
  CHECK(trie.id(trie.descend(ab, "c")) == 2);
  CHECK(trie.id(trie.descend(PrefixTrie::kRoot, "a")) == -1);
  CHECK(trie.child(ab, 'x') == PrefixTrie::kNone);
  CHECK(trie.descend(PrefixTrie::kRoot, "xyz") == PrefixTrie::kNone);
}

TEST_CASE("many tokens, as the table grows") {
  PrefixTrie trie;
  for (int i = 0; i < 5000; ++i) trie.add(std::to_string(i), i);
  for (int i = 0; i < 5000; ++i) CHECK(trie.id(trie.descend(PrefixTrie::kRoot, std::to_string(i))) == i);
}

}  // namespace
}  // namespace coldread
