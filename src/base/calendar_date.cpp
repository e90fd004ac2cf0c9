#include "base/calendar_date.h"

#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <locale.h>
#include <optional>

#include "base/error.h"

namespace coldread {
namespace {

constexpr std::size_t kMostBytes = 4096;

std::optional<int> digits(std::string_view text) {
  int value = 0;
  for (const char c : text) {
    if (c < '0' || c > '9') return std::nullopt;
    value = value * 10 + (c - '0');
  }
  return value;
}

std::chrono::year_month_day to_chrono(const CalendarDate& date) {
  return {std::chrono::year(date.year), std::chrono::month(static_cast<unsigned>(date.month)),
          std::chrono::day(static_cast<unsigned>(date.day))};
}

std::tm broken_down(const CalendarDate& date) {
  const std::chrono::sys_days day(to_chrono(date));
  const std::chrono::sys_days first(std::chrono::year(date.year) / 1 / 1);
  std::tm time{};
  time.tm_year = date.year - 1900;
  time.tm_mon = date.month - 1;
  time.tm_mday = date.day;
  time.tm_wday = static_cast<int>(std::chrono::weekday(day).c_encoding());
  time.tm_yday = static_cast<int>((day - first).count());
  return time;
}

/// What Python writes for itself of a time without zone: no zone, no microseconds.
std::string without_zone(std::string_view format) {
  std::string plain;
  for (std::size_t i = 0; i < format.size(); ++i) {
    const char next = format[i] == '%' && i + 1 < format.size() ? format[i + 1] : '\0';
    if (next == 'z' || next == 'Z') {
      ++i;
    } else if (next == 'f') {
      plain += "000000";
      ++i;
    } else if (next != '\0') {
      plain += format.substr(i++, 2);
    } else {
      plain += format[i];
    }
  }
  return plain;
}

}  // namespace

CalendarDate parse_date(std::string_view text) {
  const bool shaped = text.size() == 10 && text[4] == '-' && text[7] == '-';
  const auto year = digits(text.substr(0, shaped ? 4 : 0));
  const auto month = shaped ? digits(text.substr(5, 2)) : std::nullopt;
  const auto day = shaped ? digits(text.substr(8, 2)) : std::nullopt;
  if (shaped && year && month && day) {
    const CalendarDate date{.year = *year, .month = *month, .day = *day};
    if (date.year > 0 && to_chrono(date).ok()) return date;
  }
  throw Error(ErrorCode::usage, "'" + std::string(text) + "' is not a date; write it as YYYY-MM-DD");
}

std::string to_string(const CalendarDate& date) {
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "%04d-%02d-%02d", date.year % 10000, date.month % 100, date.day % 100);
  return text.data();
}

std::string format_date(const CalendarDate& date, std::string_view format) {
  static const locale_t c_locale = ::newlocale(LC_ALL_MASK, "C", nullptr);
  const std::tm time = broken_down(date);
  const std::string marked = "." + without_zone(format);  // never empty: 0 bytes are a failure
  std::array<char, kMostBytes + 2> text{};
  const std::size_t size = ::strftime_l(text.data(), text.size(), marked.c_str(), &time, c_locale);
  if (size == 0) {
    throw Error(ErrorCode::usage, "the date in this form is longer than " + std::to_string(kMostBytes) + " bytes");
  }
  return std::string(text.data(), size).substr(1);
}

}  // namespace coldread
