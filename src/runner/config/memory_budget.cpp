#include "runner/config/memory_budget.h"

#include <cctype>
#include <charconv>

#include "base/error.h"

namespace coldread {

std::size_t memory_budget(const std::string& text) {
  if (text.empty()) return 0;
  double number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  const std::string unit(stop, end);
  bool known = error == std::errc{} && number > 0;
  if (!unit.empty()) {
    const std::string units = "KMGT";
    const std::size_t power = units.find(static_cast<char>(std::toupper(static_cast<unsigned char>(unit[0]))));
    const std::string rest = unit.substr(1);
    known = known && power != std::string::npos && (rest.empty() || rest == "B" || rest == "iB");
    for (std::size_t i = 0; known && i <= power; ++i) number *= 1024;
  }
  if (!known) throw Error(ErrorCode::usage, "memory: '" + text + "' is no size; write it as 512M or 2G");
  return static_cast<std::size_t>(number);
}

}  // namespace coldread
