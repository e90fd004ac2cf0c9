#include "template/text/number_format.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

#include "base/python_chars.h"
#include "base/unicode.h"
#include "template/values/fault.h"

namespace coldread::jinja {
namespace {

std::string print(double value, std::chars_format format, int precision) {
  std::string buffer(static_cast<std::size_t>(precision) + 330, '\0');  // 309 digits before the point at most
  const auto result = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, format, precision);
  buffer.resize(static_cast<std::size_t>(result.ptr - buffer.data()));
  return buffer;
}

int exponent_of(const std::string& scientific) {
  return std::atoi(scientific.c_str() + scientific.find('e') + 1);
}

std::string general(double magnitude, int precision, bool alternate) {
  precision = std::max(precision, 1);
  std::string text = print(magnitude, std::chars_format::scientific, precision - 1);
  const int exponent = exponent_of(text);
  std::string tail;
  if (exponent >= -4 && exponent < precision) {
    text = print(magnitude, std::chars_format::fixed, precision - 1 - exponent);
  } else {
    tail = text.substr(text.find('e'));
    text.resize(text.find('e'));
  }
  const bool point = text.find('.') != std::string::npos;
  if (alternate) {
    if (!point) text += '.';
  } else if (point) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text + tail;
}

int digit_of(char32_t c) {
  const int decimal = decimal_value(c);
  if (decimal >= 0) return decimal;
  if (c >= U'a' && c <= U'z') return static_cast<int>(c - U'a') + 10;
  if (c >= U'A' && c <= U'Z') return static_cast<int>(c - U'A') + 10;
  return 99;
}

/// Removes the prefix 0x, 0o or 0b where it fits; base 0 takes the base from it. False where base 0 has a leading zero.
bool take_prefix(std::u32string_view& digits, int& base) {
  const char32_t mark = digits.size() > 2 && digits[0] == U'0' ? digits[1] | 0x20 : 0;
  const int marked = mark == U'x' ? 16 : mark == U'o' ? 8 : mark == U'b' ? 2 : 0;
  if (marked != 0 && (base == 0 || base == marked)) {
    base = marked;
    digits.remove_prefix(2);
    if (!digits.empty() && digits[0] == U'_') digits.remove_prefix(1);
  } else if (base == 0) {
    base = 10;
    const bool zero = std::all_of(digits.begin(), digits.end(), [](char32_t c) { return c == U'0' || c == U'_'; });
    if (digits.size() > 1 && digits[0] == U'0' && !zero) return false;
  }
  return true;
}

}  // namespace

std::string real_digits(double magnitude, char style, int precision, bool alternate) {
  const bool upper_case = style >= 'A' && style <= 'Z';
  std::string text;
  if (std::isnan(magnitude)) {
    text = "nan";
  } else if (std::isinf(magnitude)) {
    text = "inf";
  } else if (style == 'f' || style == 'F') {
    text = print(magnitude, std::chars_format::fixed, precision);
    if (alternate && precision == 0) text += '.';
  } else if (style == 'e' || style == 'E') {
    text = print(magnitude, std::chars_format::scientific, precision);
    if (alternate && precision == 0) text.insert(text.find('e'), ".");
  } else {
    text = general(magnitude, precision, alternate);
  }
  if (upper_case) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return text;
}

std::string integer_digits(std::int64_t value, int base) {
  const std::uint64_t magnitude = value < 0 ? 0 - static_cast<std::uint64_t>(value) : static_cast<std::uint64_t>(value);
  std::array<char, 72> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), magnitude, base);
  return {digits.data(), end.ptr};
}

std::string group_digits(const std::string& digits, char separator, std::size_t group) {
  const std::size_t whole = static_cast<std::size_t>(
      std::find_if(digits.begin(), digits.end(), [](char c) { return c == '.' || c == 'e' || c == 'E'; }) -
      digits.begin());
  std::string out;
  for (std::size_t i = 0; i < whole; ++i) {
    if (i > 0 && (whole - i) % group == 0) out += separator;
    out += digits[i];
  }
  return out + digits.substr(whole);
}

std::optional<std::int64_t> parse_integer(std::string_view text, int base) {
  const std::u32string wide = to_utf32(strip(text));
  std::u32string_view digits = wide;
  bool negative = false;
  if (!digits.empty() && (digits[0] == U'-' || digits[0] == U'+')) {
    negative = digits[0] == U'-';
    digits.remove_prefix(1);
  }
  if (!take_prefix(digits, base) || digits.empty()) return std::nullopt;
  std::int64_t value = 0;
  bool separated = true;  // an underscore may stand here only after a digit
  bool overflow = false;
  for (const char32_t c : digits) {
    if (c == U'_') {
      if (separated) return std::nullopt;
      separated = true;
      continue;
    }
    separated = false;
    const int digit = digit_of(c);
    if (digit >= base) return std::nullopt;
    overflow = overflow || __builtin_mul_overflow(value, std::int64_t{base}, &value) ||
               __builtin_sub_overflow(value, std::int64_t{digit}, &value);  // negative: its range is the wider one
  }
  if (separated) return std::nullopt;
  if (!negative && !overflow) overflow = __builtin_sub_overflow(std::int64_t{0}, value, &value);
  if (overflow) fail("the integer " + std::string(text.substr(0, 40)) + " is beyond 64 bits");
  return value;
}

std::optional<double> parse_real(std::string_view text) {
  std::string plain;
  char32_t before = U'_';
  for (const char32_t c : to_utf32(strip(text))) {
    const int digit = decimal_value(c);
    if (c == U'_') {
      if (decimal_value(before) < 0) return std::nullopt;
    } else if (before == U'_' && !plain.empty() && digit < 0) {
      return std::nullopt;
    } else if (digit >= 0) {
      plain += static_cast<char>('0' + digit);
    } else if (c < 0x80) {
      plain += static_cast<char>(c >= U'A' && c <= U'Z' ? c + 0x20 : c);
    } else {
      return std::nullopt;
    }
    before = c;
  }
  if (plain.empty() || before == U'_') return std::nullopt;
  std::string_view body = plain;
  if (body[0] == '+' || body[0] == '-') body.remove_prefix(1);
  const bool negative = plain[0] == '-';
  if (body == "inf" || body == "infinity") return negative ? -HUGE_VAL : HUGE_VAL;
  if (body == "nan") return std::nan("");
  const bool begins = !body.empty() && (body[0] == '.' || (body[0] >= '0' && body[0] <= '9'));
  if (!begins || body.find_first_not_of("0123456789.e+-") != std::string_view::npos) return std::nullopt;
  double value = 0;
  const auto result = std::from_chars(body.data(), body.data() + body.size(), value);
  if (result.ptr != body.data() + body.size() || result.ec == std::errc::invalid_argument) return std::nullopt;
  if (result.ec == std::errc::result_out_of_range) value = std::strtod(std::string(body).c_str(), nullptr);
  return negative ? -value : value;
}

std::int64_t truncate_real(double value) {
  if (std::isnan(value)) fail("cannot convert float NaN to integer");
  if (std::isinf(value)) fail("cannot convert float infinity to integer");
  const double whole = std::trunc(value);
  if (whole < -0x1p63 || whole >= 0x1p63) fail("the integer result is beyond 64 bits");
  return static_cast<std::int64_t>(whole);
}

double round_real(double value, std::int64_t digits) {
  if (!std::isfinite(value) || digits > 323) return value;
  if (digits < -308) return std::copysign(0.0, value);
  std::string text;
  if (digits >= 0) {
    text = print(value, std::chars_format::fixed, static_cast<int>(digits));  // exact, halves to even
  } else {
    const std::string scientific = print(std::fabs(value), std::chars_format::scientific, 17);
    const int kept = exponent_of(scientific) + static_cast<int>(digits);  // digits after the first that stay
    if (kept < -1) return std::copysign(0.0, value);
    if (kept == -1) {
      const double unit = std::pow(10.0, static_cast<double>(-digits));
      return std::copysign(std::fabs(value) > unit / 2 ? unit : 0.0, value);
    }
    text = print(value, std::chars_format::scientific, kept);
  }
  double rounded = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), rounded);
  if (result.ec == std::errc::result_out_of_range && std::fabs(value) > 1) fail("rounded value too large to represent");
  return rounded;
}

std::int64_t round_integer(std::int64_t value, std::int64_t digits) {
  if (digits >= 0) return value;
  if (digits < -18) return 0;
  std::int64_t unit = 1;
  for (std::int64_t i = 0; i < -digits; ++i) unit *= 10;
  std::int64_t rest = value % unit;
  if (rest < 0) rest += unit;
  std::int64_t down = 0;
  std::int64_t up = 0;
  if (__builtin_sub_overflow(value, rest, &down)) fail("the integer result is beyond 64 bits");
  const bool even = (down / unit) % 2 == 0;
  if (rest < unit - rest || (rest == unit - rest && even)) return down;
  if (__builtin_add_overflow(down, unit, &up)) fail("the integer result is beyond 64 bits");
  return up;
}

}  // namespace coldread::jinja
