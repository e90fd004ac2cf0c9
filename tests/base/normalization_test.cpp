#include <doctest/doctest.h>
#include <string>

#include "base/unicode.h"

namespace coldread {
namespace {

TEST_CASE("one U+FFFD stands for a maximal ill-formed part, as in Unicode's table 3-8 and in Python") {
  const auto shown = [](std::string_view bytes) { return valid_utf8(bytes); };
  const std::string r = "\uFFFD";
  CHECK(shown("\xF0\x9F\x98") == r);
  CHECK(shown("a\xF0\x9F\x98z") == "a" + r + "z");
  CHECK(shown("\xE4\xB8") == r);
  CHECK(shown("\xC3") == r);
  CHECK(shown("\xF0\x80\x80\x41") == r + r + r + "A");
  CHECK(shown("\xC0\xAF\xE0\x80\xBF\xF0\x81\x82\x41") == r + r + r + r + r + r + r + r + "A");
  CHECK(shown("\xED\xA0\x80\xED\xBF\xBF\xED\xAF\x41") == r + r + r + r + r + r + r + r + "A");
  CHECK(shown("\xF4\x91\x92\x93\xFF\x41\x80\xBF\x42") == r + r + r + r + r + "A" + r + r + "B");
  CHECK(shown("\xE1\x80\xE2\xF0\x91\x92\xF1\xBF\x41") == r + r + r + r + "A");
  CHECK(shown("caf\u00E9 \U0001F600") == "caf\u00E9 \U0001F600");
  CHECK(count_code_points("\xF0\x9F\x98z") == 2);
}

TEST_CASE("normalization form C composes what can be composed") {
  CHECK(nfc("") == "");
  CHECK(nfc("e\u0301tude") == "\u00E9tude");
  CHECK(nfc("\u1112\u1161\u11AB") == "\uD55C");
  CHECK(nfc("\u212B") == "\u00C5");
  CHECK(nfc(std::string("a\0b", 3)) == std::string("a\0b", 3));
}

TEST_CASE("marks are put in order before they are composed, however many there are") {
  CHECK(nfc("a\u0301\u0323") == "\u1EA1\u0301");
  CHECK(nfc("q\u0307\u0323 d\u0323\u0307") == "q\u0323\u0307 \u1E0D\u0307");
  std::string marks = "q";
  std::string above;
  std::string below;
  for (int i = 0; i < 200'000; ++i) {
    marks += "\u0301\u0323";
    above += "\u0301";
    below += "\u0323";
  }
  CHECK(nfc(marks) == "q" + below + above);
}

TEST_CASE("bytes that are not valid UTF-8 stay and part what is composed") {
  CHECK(nfc("\xFF") == "\xFF");
  CHECK(nfc("e\u0301\xC3(e\xFE\u0301") == "\u00E9\xC3(e\xFE\u0301");
}

TEST_CASE("word characters are letters, marks, digits and connectors of all of Unicode") {
  for (const char32_t c : U"aZé日0٣_‿\u0301\u200DⅧⓐ") {
    if (c != 0) CHECK(is_word_character(c));
  }
  for (const char32_t c : U" -.'½€\u200B") CHECK(!is_word_character(c));
}

}  // namespace
}  // namespace coldread
