#pragma once

#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// range, dict, namespace, ...; absent where there is no such global function.
Item global_function(Runtime& runtime, std::string_view name);

/// Sets an attribute. Faults where the item is no namespace.
void set_attribute(Runtime& runtime, const Item& owner, std::string_view name, const Item& value);

}  // namespace coldread::jinja
