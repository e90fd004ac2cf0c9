#pragma once

#include <string>
#include <string_view>

namespace coldread {

/// A day of the Gregorian calendar.
struct CalendarDate {
  int year = 2026;
  int month = 1;  ///< from 1
  int day = 1;
  bool operator==(const CalendarDate&) const = default;
};

/// Reads "YYYY-MM-DD", years 1 to 9999. Throws Error(usage) for anything else, days that do not exist too.
CalendarDate parse_date(std::string_view text);
std::string to_string(const CalendarDate& date);

/// The date's first moment as Python's strftime writes it, in the C locale and without a time zone: "%d %B %Y" gives
/// "01 January 2026". Throws Error(usage) where that takes more than 4096 bytes.
std::string format_date(const CalendarDate& date, std::string_view format);

}  // namespace coldread
