#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// A value of the caller's context: texts are viewed, lists and dicts made anew.
Item to_item(Runtime& runtime, const Value& value);

}  // namespace coldread::jinja
