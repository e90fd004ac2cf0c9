#include "tokenizer/models/token_trie.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

TEST_CASE("a token is found by its bytes, the last of two with the same") {
  TokenTrie trie;
  trie.add("ab", 1);
  trie.add("abc", 2);
  trie.add("ab", 3);
  const TokenTrie::Node ab = trie.descend(TokenTrie::kRoot, "ab");
  CHECK(trie.id(ab) == 3);
  CHECK(trie.id(trie.descend(ab, "c")) == 2);
  CHECK(trie.id(trie.descend(TokenTrie::kRoot, "a")) == -1);
  CHECK(trie.child(ab, 'x') == TokenTrie::kNone);
  CHECK(trie.descend(TokenTrie::kRoot, "xyz") == TokenTrie::kNone);
}

TEST_CASE("many tokens, as the table grows") {
  TokenTrie trie;
  for (int i = 0; i < 5000; ++i) trie.add(std::to_string(i), i);
  for (int i = 0; i < 5000; ++i) CHECK(trie.id(trie.descend(TokenTrie::kRoot, std::to_string(i))) == i);
}

}  // namespace
}  // namespace coldread
