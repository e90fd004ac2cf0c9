#include "runner/token_bytes.h"

#include <doctest/doctest.h>

#include "engine/fake_tokenizer.h"

namespace coldread {
namespace {

using Lengths = std::vector<std::int32_t>;

/// 256 is "ab", 257 " w", 259 special.
Lengths lengths(const std::string& text, const std::vector<TokenId>& ids, bool holds_back = false) {
  const FakeTokenizer tokenizer({.holds_back = holds_back});
  return token_bytes(text, ids, tokenizer, true);
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

TEST_CASE("nothing is said of a text that its ids do not give") {
  CHECK(lengths("aby", {256, 'x'}).empty());
  CHECK(lengths("abxy", {256, 'x'}).empty());
  CHECK(lengths("ab", {256, 262}).empty());
}

TEST_CASE("a scored answer's tokens cover the text that was scored") {
  const FakeTokenizer tokenizer;
  const auto bytes_of = [&](std::vector<TokenId> ids, const Request& request) {
    Response response = TokenScores{.ids = std::move(ids), .logprobs = {}};
    add_token_bytes(response, request, tokenizer);
    return std::get<TokenScores>(response).token_bytes;
  };
  CHECK(bytes_of({256, 257}, {.body = LogLikelihood{"x", "ab w"}}) == Lengths{2, 2});
  CHECK(bytes_of({'x', 256}, {.body = RollingLogLikelihood{"xab"}}) == Lengths{1, 2});
  CHECK(bytes_of({'x'}, {.body = LogLikelihoodOfIds{{'x', 'y'}, 1}}).empty());
  Response failure = RequestFailure{"no"};
  add_token_bytes(failure, {.body = LogLikelihood{"x", "ab"}}, tokenizer);
  CHECK(std::get<RequestFailure>(failure).message == "no");
}

}  // namespace
}  // namespace coldread
