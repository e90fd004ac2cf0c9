#include "compare/text_diff.h"

#include <doctest/doctest.h>
#include <string>

using namespace coldread;

namespace {

/// Removed words as [-x-], added ones as {+x+}.
std::string shown(const std::vector<DiffPiece>& pieces) {
  std::string text;
  for (const DiffPiece& piece : pieces) {
    text += piece.kind == DiffPiece::Kind::same      ? piece.text
            : piece.kind == DiffPiece::Kind::removed ? "[-" + piece.text + "-]"
                                                     : "{+" + piece.text + "+}";
  }
  return text;
}

std::string diff(std::string_view from, std::string_view to) {
  return shown(text_diff(from, to));
}

}  // namespace

TEST_CASE("Words that differ are told from those that stay") {
  CHECK(diff("the cat sat", "the dog sat") == "the [-cat-]{+dog+} sat");
  CHECK(diff("a b", "a b") == "a b");
  CHECK(diff("", "a") == "{+a+}");
  CHECK(diff("a", "") == "[-a-]");
  CHECK(diff("", "") == "");
}

TEST_CASE("Examples before a question are one addition") {
  CHECK(diff("Q: c\nA:", "Q: a\nA: b\n\nQ: c\nA:") == "Q: {+a\nA: b\n\nQ: +}c\nA:");
}

TEST_CASE("A chat template is what stands around the question") {
  CHECK(diff("Q: c", "<|im_start|>user\nQ: c<|im_end|>\n") == "{+<|im_start|>user\n+}Q: [-c-]{+c<|im_end|>\n+}");
}

TEST_CASE("Neighbouring changes are told together") {
  CHECK(diff("a b c d", "a x y d") == "a [-b c-]{+x y+} d");
}

TEST_CASE("Texts too long for a comparison word by word differ in all of their middle") {
  std::string a = "same ", b = "same ";
  for (int i = 0; i < 1500; ++i) {
    a += "a ";
    b += "b ";
  }
  const auto pieces = text_diff(a + "end", b + "end");
  REQUIRE(pieces.size() == 4);
  CHECK(pieces[1].kind == DiffPiece::Kind::removed);
  CHECK(pieces[2].kind == DiffPiece::Kind::added);
}

TEST_CASE("Long stretches are cut in their middle, between characters") {
  std::string context;
  for (int i = 0; i < 100; ++i) context += "é";
  const auto pieces = shortened({{DiffPiece::Kind::same, context}, {DiffPiece::Kind::added, "new"}});
  CHECK(pieces[0].text.starts_with("…é"));
  CHECK(pieces[0].text.size() == 63);
  CHECK(pieces[1].text == "new");
  CHECK(shortened({}).empty());
}

TEST_CASE("After many changes the rest is left out") {
  std::vector<DiffPiece> pieces;
  for (int i = 0; i < 40; ++i) pieces.push_back({i % 2 ? DiffPiece::Kind::added : DiffPiece::Kind::same, "w"});
  const auto cut = shortened(pieces);
  CHECK(cut.size() == 25);
  CHECK(cut.back() == DiffPiece{DiffPiece::Kind::same, "…"});
}
