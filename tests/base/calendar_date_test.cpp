#include "base/calendar_date.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

using namespace coldread;

TEST_CASE("a date is read and written as ISO 8601 has it") {
  CHECK(parse_date("2026-01-01") == CalendarDate());
  CHECK(parse_date("2024-02-29") == CalendarDate{.year = 2024, .month = 2, .day = 29});
  CHECK(to_string(parse_date("0987-06-05")) == "0987-06-05");
  for (const char* text : {"", "2026", "2026-1-1", "26-01-01", "2026-13-01", "2026-00-01", "2026-01-32", "2023-02-29",
                           "0000-01-01", "2026/01/01", "2026-01-01 ", "+026-01-01", "today"}) {
    CHECK(test::error_of([&] { parse_date(text); }) ==
          "'" + std::string(text) + "' is not a date; write it as YYYY-MM-DD");
  }
}

TEST_CASE("a date is formatted as Python's strftime does it in the C locale") {
  const CalendarDate date{.year = 2024, .month = 3, .day = 7};  // a Thursday, the 67th day
  CHECK(format_date(date, "%d %B %Y") == "07 March 2024");
  CHECK(format_date(date, "%A %a %b %-d %e %j %y %m") == "Thursday Thu Mar 7  7 067 24 03");
  CHECK(format_date(date, "%Y-%m-%d %H:%M:%S %p %%") == "2024-03-07 00:00:00 AM %");
  CHECK(format_date(date, "é %d") == "é 07");
  CHECK(format_date(date, "") == "");
  CHECK(format_date(date, "[%z%Z%f]") == "[000000]");  // no time zone
}

TEST_CASE("a form of a date that is too long is an error") {
  CHECK(test::error_of([] { format_date({}, "%99999d"); }) == "the date in this form is longer than 4096 bytes");
  CHECK(test::error_of([] { format_date({}, std::string(5000, 'x')); }) != "");
}
