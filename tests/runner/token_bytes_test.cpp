#include "runner/token_bytes.h"

#include <doctest/doctest.h>

#include "engine/fake_tokenizer.h"

namespace coldread {
namespace {

using Lengths = std::vector<std::int32_t>;

/// 256 is "ab", 257 " w", 259 special.
Lengths lengths(std::string text, std::vector<TokenId> ids, bool holds_back = false) {
  GeneratedText answer;
  answer.text = std::move(text);
  answer.ids = std::move(ids);
  const FakeTokenizer tokenizer({.holds_back = holds_back});
  return token_bytes(answer, &tokenizer);
}

TEST_CASE("each token's share of the text; a special one has none") {
  CHECK(lengths("abx w", {256, 'x', 259, 257}) == Lengths{2, 1, 0, 2});
  CHECK(lengths("", {}).empty());
}

TEST_CASE("the text ends before a stop string, in the middle of a token or before it") {
  CHECK(lengths("xa", {'x', 256}) == Lengths{1, 1});
  CHECK(lengths("x", {'x', 256, 257}) == Lengths{1, 0, 0});
}

TEST_CASE("bytes that are held back go to the token that they come with, the last ones to the last token") {
  CHECK(lengths("abx w", {256, 'x', 257}, true) == Lengths{0, 2, 3});
  CHECK(lengths("abx", {256, 'x', 257}, true) == Lengths{0, 2, 1});
}

TEST_CASE("nothing is said of a text that its ids do not give, and of other answers") {
  CHECK(lengths("aby", {256, 'x'}).empty());
  CHECK(lengths("abxy", {256, 'x'}).empty());
  CHECK(lengths("ab", {256, 262}).empty());
  const FakeTokenizer tokenizer;
  CHECK(token_bytes(TokenScores{}, &tokenizer).empty());
}

}  // namespace
}  // namespace coldread
