#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace coldread::jinja {

/// Digits of a finite or infinite magnitude (no sign) in the printf styles e, f, g (upper case for E, F, G);
/// alternate keeps the point and, for g, trailing zeros.
std::string real_digits(double magnitude, char style, int precision, bool alternate);

/// Digits of an integer's magnitude in base 2, 8, 10 or 16.
std::string integer_digits(std::int64_t value, int base);

/// A separator between groups of the integer part's digits.
std::string group_digits(const std::string& digits, char separator, std::size_t group);

/// Python's int(text, base): white space, sign, prefixes, underscores and digits of any script. nullopt where it is no
/// integer; faults where it is beyond 64 bits.
std::optional<std::int64_t> parse_integer(std::string_view text, int base = 10);
/// Python's float(text).
std::optional<double> parse_real(std::string_view text);
/// int(x) of a float. Faults on nan, infinity and what is beyond 64 bits.
std::int64_t truncate_real(double value);

/// Python's round(x, digits).
double round_real(double value, std::int64_t digits);
std::int64_t round_integer(std::int64_t value, std::int64_t digits);

}  // namespace coldread::jinja
