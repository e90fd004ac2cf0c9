#include "template/text/number_format.h"

#include <doctest/doctest.h>
#include <limits>

#include "template/values/fault.h"

namespace coldread::jinja {

TEST_CASE("digits of a float are those of printf") {
  CHECK(real_digits(1234.5678, 'f', 2, false) == "1234.57");
  CHECK(real_digits(0.00001234, 'g', 3, false) == "1.23e-05");
  CHECK(real_digits(100.0, 'g', 6, true) == "100.000");
  CHECK(real_digits(1.0, 'E', 1, false) == "1.0E+00");
}

TEST_CASE("only the integer part is grouped") {
  CHECK(group_digits("1234567.8901", ',', 3) == "1,234,567.8901");
  CHECK(group_digits("123", '_', 3) == "123");
}

TEST_CASE("an integer is read as Python's int() does") {
  CHECK(parse_integer(" -12_3 ") == -123);
  CHECK(parse_integer("0x1F", 0) == 31);
  CHECK(parse_integer("\u0661\u0662") == 12);  // Arabic-Indic digits
  CHECK(parse_integer("1__2") == std::nullopt);
  CHECK(parse_integer("012", 0) == std::nullopt);
  CHECK(parse_integer("-9223372036854775808") == std::numeric_limits<std::int64_t>::min());
  CHECK_THROWS_AS(parse_integer("9223372036854775808"), Fault);
}

}  // namespace coldread::jinja
