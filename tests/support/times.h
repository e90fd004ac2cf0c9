#pragma once

#include <string>
#include <string_view>

namespace coldread::test {

/// The text, again and again.
inline std::string times(int count, std::string_view text) {
  std::string all;
  for (int i = 0; i < count; ++i) all += text;
  return all;
}

}  // namespace coldread::test
