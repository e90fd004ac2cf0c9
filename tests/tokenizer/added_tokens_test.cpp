#include "tokenizer/added_tokens.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace coldread {
namespace {

/// Gaps in brackets, tokens by id.
std::string split(const AddedTokenFinder& finder, std::string_view text) {
  std::string out;
  finder.split(
      text, [&](std::string_view gap) { out += "[" + std::string(gap) + "]"; },
      [&](TokenId id) { out += std::to_string(id); });
  return out;
}

TEST_CASE("the leftmost token is found, and the longest of those that begin there") {
  const AddedTokenFinder finder({{.id = 1, .text = "<a>"}, {.id = 2, .text = "<a>b"}, {.id = 3, .text = "a>bc"}});
  CHECK(split(finder, "x<a>y") == "[x]1[y]");
  CHECK(split(finder, "<a>b<a>") == "21");
  CHECK(split(finder, "<a>bc") == "2[c]");
  CHECK(split(finder, "a>bc") == "3");
  CHECK(split(finder, "<a") == "[<a]");
  CHECK(split(finder, "") == "");
  CHECK(split(AddedTokenFinder(), "<a>") == "[<a>]");
}

TEST_CASE("white space beside a token goes with it where the token says so") {
  const AddedTokenFinder finder(
      {{.id = 1, .text = "<l>", .strips_left = true}, {.id = 2, .text = "<r>", .strips_right = true}});
  CHECK(split(finder, "a \u3000<l> b") == "[a]1[ b]");
  CHECK(split(finder, "a <r> \n\u00A0b") == "[a ]2[b]");
  CHECK(split(finder, "<r>  <l>") == "21");
  CHECK(split(finder, " <l> ") == "1[ ]");
}

TEST_CASE("a single word is found only where no word character stands next to it") {
  const AddedTokenFinder finder({{.id = 1, .text = "word", .single_word = true}});
  CHECK(split(finder, "word") == "1");
  CHECK(split(finder, "a word.") == "[a ]1[.]");
  CHECK(split(finder, "words") == "[words]");
  CHECK(split(finder, "éword") == "[éword]");
  CHECK(split(finder, "_word word") == "[_word ]1");
}

}  // namespace
}  // namespace coldread
