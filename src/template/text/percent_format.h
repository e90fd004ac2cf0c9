#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// Python's format % arguments: a tuple gives several arguments, a dict those by name.
Item percent_format(Runtime& runtime, const Item& format, const Item& arguments);

}  // namespace coldread::jinja
