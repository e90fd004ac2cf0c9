#pragma once

#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// How a field reaches .name and [key] of its value. Python's own way where they are null: an attribute is a fault, as
/// nothing behind a value is reachable, and so is a key that is not there.
struct FieldAccess {
  Item (*attribute)(Runtime& runtime, const Item& owner, std::string_view name) = nullptr;
  Item (*element)(Runtime& runtime, const Item& owner, const Item& key) = nullptr;
};

/// str.format(): fields by position and name with .name and [key], conversions !r !s !a and format specifications. An
/// escaped text escapes what it takes in, and gives an escaped one.
Item brace_format(Runtime& runtime, const Text& format, const Arguments& arguments, const FieldAccess& access = {});

}  // namespace coldread::jinja
