#include "tokenizer/sentence_piece.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

std::string cut(PrefixedStretches prefixed, std::string_view text, bool first) {
  const auto pre_tokenizer = sentence_piece_pre_tokenizer(prefixed, UserDefinedPieces({"<x>", "<x><y>"}));
  std::string shown;
  pre_tokenizer->split({.text = text, .first = first}, [&](Stretch piece) { shown.append("|").append(piece.text); });
  return shown;
}

TEST_CASE("a mark goes in front, even of a space, and user-defined pieces are cut out") {
  CHECK(cut(PrefixedStretches::all, "a b", false) == "|▁a▁b");
  CHECK(cut(PrefixedStretches::first, "a", true) == "|▁a");
  CHECK(cut(PrefixedStretches::first, "a", false) == "|a");
  CHECK(cut(PrefixedStretches::none, " a", true) == "|▁a");
  CHECK(cut(PrefixedStretches::all, " a", true) == "|▁▁a");
  CHECK(cut(PrefixedStretches::all, "<x><y>a<x>", true) == "|▁|<x><y>|a|<x>");
}

TEST_CASE("spaces in a row are one, and those at the ends go") {
  const auto normalizer = sentence_piece_normalizer(std::nullopt, true, {});
  CHECK(normalizer->normalize("  a   b ") == "a b");
  CHECK(normalizer->normalize(" ").empty());
  CHECK(sentence_piece_normalizer(std::nullopt, false, {}) == nullptr);
}

}  // namespace
}  // namespace coldread
