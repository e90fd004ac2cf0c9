#include "tokenizer/vocabulary.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

namespace coldread {
namespace {

TEST_CASE("an added token has its literal text, within the vocabulary or behind it") {
  Vocabulary vocabulary("file.json", {"a", "b"});
  vocabulary.add({.id = 1, .text = "<s>", .special = true});
  vocabulary.add({.id = 4, .text = "x y"});
  CHECK(vocabulary.tokens() == std::vector<std::string>{"a", "<s>", "", "", "x y"});
  CHECK(vocabulary.is_special(1));
  CHECK(vocabulary.is_added(4));
  CHECK(!vocabulary.is_special(4));
  CHECK(!vocabulary.is_added(0));
  CHECK(!vocabulary.is_added(5));
  CHECK(!vocabulary.is_special(-1));
  CHECK(!vocabulary.contains(-1));
  CHECK(vocabulary.added_tokens().size() == 2);
}

TEST_CASE("added tokens far outside are errors, however many come") {
  Vocabulary vocabulary("file.json", {"a", "b"});
  const auto error = [&](TokenId id) { return test::error_of([&] { vocabulary.add({.id = id, .text = "x"}); }); };
  CHECK(error(65539).empty());
  CHECK(error(65540).find("file.json: gives the added token 'x' the id 65540, far outside") != std::string::npos);
  CHECK(!error(-1).empty());
}

TEST_CASE("tokens longer than any are errors") {
  CHECK(test::error_of([] { Vocabulary("file.json", {std::string(65537, 'x')}); }).find("a token of 65537 bytes") !=
        std::string::npos);
  Vocabulary vocabulary("file.json", {std::string(65536, 'x')});
  CHECK(test::error_of([&] {
          vocabulary.add({.id = 0, .text = std::string(1025, 'x')});
        }).find("an added token of 1025 bytes") != std::string::npos);
}

}  // namespace
}  // namespace coldread
