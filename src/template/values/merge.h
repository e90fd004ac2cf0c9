#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

/// dict.update(): from a dict or from pairs of key and value.
void merge(Runtime& runtime, Mapping& into, const Item& other);

}  // namespace coldread::jinja
