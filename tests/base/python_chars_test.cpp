#include "base/python_chars.h"

#include <doctest/doctest.h>

namespace coldread {

TEST_CASE(
    "what repr shows as it is: letters and symbols, the plain space, no control, format or unassigned character") {
  for (const char32_t c : {U'a', U' ', U'é', U'中', U'🙂'}) CHECK(is_python_printable(c));
  for (const char32_t c : {U'\n', U'\x7F', U'\xA0', U'\xAD', U'\u200B', U'\u2028', U'\uE000', U'\uFFFF'}) {
    CHECK_FALSE(is_python_printable(c));
  }
}

TEST_CASE("decimal, digit and numeric characters widen in this order") {
  CHECK((is_python_decimal(U'٣') && is_python_digit(U'٣') && is_python_numeric(U'٣')));
  CHECK((!is_python_decimal(U'²') && is_python_digit(U'²') && is_python_numeric(U'²')));
  CHECK((!is_python_digit(U'½') && is_python_numeric(U'½')));
  CHECK((is_python_numeric(U'一') && !is_python_numeric(U'丁')));
}

TEST_CASE("decimal digits of any script have their value") {
  CHECK(decimal_value(U'7') == 7);
  CHECK(decimal_value(U'٣') == 3);
  CHECK(decimal_value(U'９') == 9);
  CHECK(decimal_value(U'\U0001D7FF') == 9);
  CHECK(decimal_value(U'²') == -1);
}

TEST_CASE("letter case knows the characters that are no letters, and title case") {
  CHECK((is_python_lower(U'ª') && is_python_lower(U'ⓐ') && is_python_upper(U'Ⅳ') && is_python_title(U'ǅ')));
  std::string text;
  append_title_case(text, U'ǆ');
  append_title_case(text, U'ß');
  append_title_case(text, U'ﬃ');
  CHECK(text == "ǅSsFfi");
  CHECK(casefold("Straße ΣΑΣ") == "strasse σασ");
}

}  // namespace coldread
