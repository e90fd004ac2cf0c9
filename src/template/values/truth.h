#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// Python's bool(). Faults on strict undefined values.
bool truth(const Item& item);

}  // namespace coldread::jinja
