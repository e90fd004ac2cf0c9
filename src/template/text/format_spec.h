#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// format(value, specification) of Python: [[fill]align][sign][#][0][width][grouping][.precision][type].
std::string format_spec(Runtime& runtime, const Item& value, std::string_view specification);

}  // namespace coldread::jinja
