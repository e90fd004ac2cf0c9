#include "io/yaml_scalar.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>

namespace coldread {
namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// Three spellings a word: lower case, capitalised, upper case.
template <std::size_t N>
bool one_of(std::string_view text, const std::array<std::string_view, N>& words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

constexpr std::array<std::string_view, 9> kTrue{"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"};
constexpr std::array<std::string_view, 9> kFalse{"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"};
constexpr std::array<std::string_view, 5> kNull{"", "~", "null", "Null", "NULL"};
constexpr std::array<std::string_view, 3> kInfinity{".inf", ".Inf", ".INF"};
constexpr std::array<std::string_view, 3> kNotANumber{".nan", ".NaN", ".NAN"};

/// Removes a leading + or -; true for -.
bool take_sign(std::string_view& text) {
  if (text.empty() || (text[0] != '+' && text[0] != '-')) return false;
  const bool negative = text[0] == '-';
  text.remove_prefix(1);
  return negative;
}

int digit_value(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return 99;
}

/// Digits of a base with underscores between them; at least one digit. Beyond 64 bits the value is a real.
std::optional<Value> digits(std::string_view text, int base, bool negative) {
  std::string plain;
  for (const char c : text) {
    if (c == '_') continue;
    if (digit_value(c) >= base) return std::nullopt;
    plain += c;
  }
  if (plain.empty()) return std::nullopt;
  std::int64_t integer = 0;
  const char* end = plain.data() + plain.size();
  if (std::from_chars(plain.data(), end, integer, base).ec == std::errc()) return negative ? -integer : integer;
  double real = 0;
  if (base == 10) {
    std::from_chars(plain.data(), end, real);
  } else {
    for (const char c : plain) real = real * base + digit_value(c);
  }
  return negative ? -real : real;
}

/// Splits "1:30:05" at the colons after checking every part but the first against [0-5]?[0-9].
bool is_sexagesimal(std::string_view text) {
  std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || colon == 0 || !is_digit(text[0])) return false;
  if (!std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(colon),
                   [](char c) { return is_digit(c) || c == '_'; })) {
    return false;
  }
  while (colon != std::string_view::npos) {
    const std::size_t next = text.find(':', colon + 1);
    const std::string_view part = text.substr(colon + 1, next == std::string_view::npos ? next : next - colon - 1);
    if (part.empty() || part.size() > 2 || !std::all_of(part.begin(), part.end(), is_digit)) return false;
    if (part.size() == 2 && part[0] > '5') return false;
    colon = next;
  }
  return true;
}

double sexagesimal(std::string_view text) {
  double total = 0;
  double part = 0;
  for (const char c : text) {
    if (c == ':') {
      total = (total + part) * 60;
      part = 0;
    } else if (c != '_') {
      part = part * 10 + (c - '0');
    }
  }
  return total + part;
}

std::optional<Value> integer(std::string_view text) {
  const bool negative = take_sign(text);
  if (text.starts_with("0b")) return digits(text.substr(2), 2, negative);
  if (text.starts_with("0x")) return digits(text.substr(2), 16, negative);
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  if (text[0] == '0') return digits(text, 8, negative);
  if (is_sexagesimal(text)) {
    const double value = sexagesimal(text);
    return Value(static_cast<std::int64_t>(negative ? -value : value));
  }
  return digits(text, 10, negative);
}

std::optional<Value> real(std::string_view text) {
  if (one_of(text, kNotANumber)) return Value(std::numeric_limits<double>::quiet_NaN());
  const bool has_sign = !text.empty() && (text[0] == '+' || text[0] == '-');
  const bool negative = take_sign(text);
  if (one_of(text, kInfinity)) return Value(negative ? -INFINITY : INFINITY);
  const std::size_t point = text.find('.');
  if (point == std::string_view::npos) return std::nullopt;
  if (is_sexagesimal(text.substr(0, point))) {
    const std::string_view fraction = text.substr(point + 1);
    if (!std::all_of(fraction.begin(), fraction.end(), [](char c) { return is_digit(c) || c == '_'; })) {
      return std::nullopt;
    }
    double value = sexagesimal(text.substr(0, point));
    double scale = 0.1;
    for (const char c : fraction) {
      if (c == '_') continue;
      value += scale * (c - '0');
      scale /= 10;
    }
    return Value(negative ? -value : value);
  }
  // digits . digits? (e sign digits)?  or, without a sign,  . digits (e sign digits)?
  if (point == 0 && (has_sign || text.size() < 2 || !is_digit(text[1]))) return std::nullopt;
  if (point > 0 && !is_digit(text[0])) return std::nullopt;
  std::string plain;
  bool in_exponent = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (is_digit(c) || i == point) {
      plain += c;
    } else if ((c == 'e' || c == 'E') && !in_exponent && i > point && i + 2 < text.size() &&
               (text[i + 1] == '+' || text[i + 1] == '-') && is_digit(text[i + 2])) {
      in_exponent = true;
      plain += 'e';
      if (text[i + 1] == '-') plain += '-';
      ++i;
    } else if (c != '_' || in_exponent) {
      return std::nullopt;
    }
  }
  double value = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
  if (error == std::errc::result_out_of_range) {
    value = plain.find("e-") == std::string::npos ? std::numeric_limits<double>::infinity() : 0.0;
  } else if (error != std::errc() || end != plain.data() + plain.size()) {
    return std::nullopt;
  }
  return Value(negative ? -value : value);
}

}  // namespace

Value resolve_yaml_scalar(std::string_view text) {
  if (one_of(text, kTrue)) return true;
  if (one_of(text, kFalse)) return false;
  if (one_of(text, kNull)) return nullptr;
  if (const auto value = real(text)) return *value;
  if (const auto value = integer(text)) return *value;
  return text;
}

}  // namespace coldread
