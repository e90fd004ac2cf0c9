#pragma once

#include <string>

#include "template/values/item.h"

namespace coldread::jinja {

/// "'x' is undefined", "'dict' has no attribute 'y'".
std::string describe(const Missing& missing);

[[noreturn]] void fail_undefined(const Item& undefined);

/// Faults on any undefined value, the lenient ones too.
inline void need_defined(const Item& item) {
  if (item.is_undefined()) fail_undefined(item);
}
/// Faults on an undefined value that is not lenient.
inline void need_lenient(const Item& item) {
  if (item.is_undefined() && !item.missing().lenient) fail_undefined(item);
}

Item undefined_variable(Runtime& runtime, std::string_view name, const Value& context);
Item undefined_attribute(Runtime& runtime, const Item& owner, std::string_view name);
Item undefined_element(Runtime& runtime, const Item& owner, const Item& key);
/// hint is the message; it must outlive the render (a literal or arena text).
Item undefined_hint(Runtime& runtime, std::string_view hint);

}  // namespace coldread::jinja
