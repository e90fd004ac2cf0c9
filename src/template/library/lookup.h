#pragma once

#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// A method or attribute of the value itself; absent where there is none. A method that the dialect refuses is an
/// undefined value.
Item own_attribute(Runtime& runtime, const Item& owner, std::string_view name);
/// environment.getattr: a method or attribute, else the dict entry of that name, else undefined.
Item get_attribute(Runtime& runtime, const Item& owner, std::string_view name);
/// environment.getitem: the element, else for a string key the attribute, else undefined.
Item get_element(Runtime& runtime, const Item& owner, const Item& key);

}  // namespace coldread::jinja
