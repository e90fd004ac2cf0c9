#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// owner[key] of Python: absent where there is no such element, or where the owner has none.
Item find_element(Runtime& runtime, const Item& owner, const Item& key);
/// owner[start:stop:step]; an absent bound is left out.
Item get_slice(Runtime& runtime, const Item& owner, const Item& start, const Item& stop, const Item& step);

}  // namespace coldread::jinja
