#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// A test of Jinja, as in `x is odd`.
struct TestEntry {
  std::string_view name;
  bool (*check)(Runtime& runtime, const Item& input, const Arguments& arguments);
};

/// nullptr where there is no such test.
const TestEntry* find_test(std::string_view name);
/// "no test named 'x'; did you mean ...?"
std::string unknown_test(std::string_view name);

}  // namespace coldread::jinja
