#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// str.format(): fields by position and name with [index], conversions !r !s !a and format specifications. A field's
/// .attribute is a fault: nothing behind a value is reachable.
Item brace_format(Runtime& runtime, std::string_view format, const Arguments& arguments);

}  // namespace coldread::jinja
