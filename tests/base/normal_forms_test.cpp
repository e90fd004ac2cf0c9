#include "base/normal_forms.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

TEST_CASE("forms of Unicode") {
  CHECK(normal_form("\u00E9", NormalForm::d) == "e\u0301");
  CHECK(normal_form("e\u0301", NormalForm::c) == "\u00E9");
  CHECK(normal_form("\uFB01\u00B2", NormalForm::c) == "\uFB01\u00B2");
  CHECK(normal_form("\uFB01\u00B2", NormalForm::kc) == "fi2");
  CHECK(normal_form("\uAC00", NormalForm::kd) == "\u1100\u1161");
  CHECK(normal_form("\xFF\u00E9", NormalForm::d) ==
        "\xFF"
        "e\u0301");
}

TEST_CASE("the lower case of a character alone") {
  std::string text;
  for (const char32_t c : U"A\u0130\u03A3\u0416") {
    if (c != 0) append_lower(text, c);
  }
  CHECK(text == "ai\u0307\u03C3\u0436");
}

TEST_CASE("marks and control characters") {
  CHECK(is_mark(0x0301));
  CHECK(is_mark(0x0903));
  CHECK(is_nonspacing_mark(0x0301));
  CHECK(!is_nonspacing_mark(0x0903));
  CHECK(is_control(0x200D));
  CHECK(is_control(0xE000));
  CHECK(!is_control(0x0378));  // not assigned
}

TEST_CASE("graphemes") {
  CHECK(grapheme_length("ab", 0) == 1);
  CHECK(grapheme_length("e\u0301x", 0) == 3);
  CHECK(grapheme_length("\r\n", 0) == 2);
  CHECK(grapheme_length("\U0001F468\u200D\U0001F469", 0) == 11);
  CHECK(grapheme_length("\xFF\u0301", 0) == 1);
}

}  // namespace
}  // namespace coldread
