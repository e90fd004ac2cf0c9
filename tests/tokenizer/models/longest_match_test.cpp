#include "tokenizer/models/longest_match.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

Ids encode(std::string_view word) {
  const std::vector<std::string> tokens{"[UNK]", "un", "##a", "##able", "##ab", "una"};
  Ids ids;
  LongestMatch(std::make_shared<const Vocabulary>("m", tokens), {.unknown = 0, .most_characters = 8}).encode(word, ids);
  return ids;
}

TEST_CASE("the longest token first, then the longest of the rest; unknown where one rest is none") {
  CHECK(encode("unable") == Ids{0});  // una, then no ##ble
  CHECK(encode("una") == Ids{5});
  CHECK(encode("unaa") == Ids{5, 2});
  CHECK(encode("xun") == Ids{0});
  CHECK(encode("unaaaaaaaa") == Ids{0});  // longer than 8
}

}  // namespace
}  // namespace coldread
