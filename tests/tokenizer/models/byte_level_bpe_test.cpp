#include "tokenizer/models/byte_level_bpe.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

#include "support/error_of.h"

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

/// 0 to 3 plain, 4 an added token with the bytes of a plain one, 5 one with bytes of its own.
std::shared_ptr<const Vocabulary> vocabulary() {
  Vocabulary all("file.json", {"a", "b", "ab", "aba"});
  all.add({.id = 4, .text = "ab"});
  all.add({.id = 5, .text = "bb"});
  return std::make_shared<const Vocabulary>(all);
}

Ids encode(const ByteLevelBpe::Settings& settings, std::string_view piece) {
  Ids ids{7};
  ByteLevelBpe(vocabulary(), settings).encode(piece, ids);
  CHECK(ids.front() == 7);
  ids.erase(ids.begin());
  return ids;
}

TEST_CASE("bytes become tokens, and pairs merge; what stood in the list is left alone") {
  CHECK(encode({.merges = {{"a", "b"}}, .unknown = {}}, "abba") == Ids{2, 1, 0});
  // A token that was added alone is none of the model: nothing merges into it.
  CHECK(!test::error_of([] { encode({.merges = {{"b", "b"}}, .unknown = {}}, "abba"); }).empty());
  CHECK(encode({.merges = {}, .unknown = {}}, "").empty());
}

TEST_CASE("a piece that is a plain token is that token, where merges are ignored") {
  const ByteLevelBpe::Settings settings{.merges = {{"a", "b"}}, .unknown = {}, .ignore_merges = true};
  CHECK(encode(settings, "aba") == Ids{3});
  CHECK(encode(settings, "ab") == Ids{2});
  CHECK(encode(settings, "bb") == Ids{1, 1});
  CHECK(encode(settings, "abab") == Ids{2, 2});
}

TEST_CASE("missing bytes vanish after merging, or are one unknown token each or for a row of them") {
  CHECK(encode({.merges = {{"a", "b"}}, .unknown = {}}, "axbab") == Ids{0, 1, 2});
  CHECK(encode({.merges = {}, .unknown = 3}, "xyaz") == Ids{3, 3, 0, 3});
  CHECK(encode({.merges = {}, .unknown = 3, .fuses_unknown = true}, "xyaz") == Ids{3, 0, 3});
}

TEST_CASE("pieces of any length are encoded alike") {
  std::string piece;
  Ids expected;
  for (int n = 0; n < 300; ++n) {
    CHECK(encode({.merges = {{"a", "b"}}, .unknown = {}}, piece) == expected);
    piece += "ab";
    expected.push_back(2);
  }
}

TEST_CASE("a merge of tokens that are not there is an error") {
  const auto error = [](const std::string& left, const std::string& right) {
    return test::error_of([&] { encode({.merges = {{"a", "b"}, {left, right}}, .unknown = {}}, ""); });
  };
  CHECK(error("a", "a").find("file.json: has the merge 'a' + 'a' (number 2)") != std::string::npos);
  CHECK(!error("x", "a").empty());
}

}  // namespace
}  // namespace coldread
