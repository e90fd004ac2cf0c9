#include "base/number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace coldread {

std::string number_text(double value) {
  if (std::isnan(value)) return "nan";
  if (std::isinf(value)) return value > 0 ? "inf" : "-inf";
  std::array<char, 32> buffer{};
  const auto scientific =
      std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::scientific);
  const std::string shortest(buffer.data(), scientific.ptr);  // d[.ddd]e±XX, the shortest digits
  const std::size_t e = shortest.find('e');
  const int exponent = std::atoi(shortest.c_str() + e + 1);
  // Python's repr: fixed notation for 1e-4 <= |x| < 1e16, scientific outside.
  if (exponent < -4 || exponent >= 16) return shortest;
  const bool negative = shortest[0] == '-';
  std::string digits;
  for (std::size_t i = negative ? 1 : 0; i < e; ++i) {
    if (shortest[i] != '.') digits += shortest[i];
  }
  std::string text;
  if (exponent < 0) {
    text = "0." + std::string(static_cast<std::size_t>(-exponent - 1), '0') + digits;
  } else {
    const auto whole = static_cast<std::size_t>(exponent) + 1;
    if (digits.size() <= whole) {
      text = digits + std::string(whole - digits.size(), '0') + ".0";
    } else {
      text = digits.substr(0, whole) + "." + digits.substr(whole);
    }
  }
  return negative ? "-" + text : text;
}

}  // namespace coldread
