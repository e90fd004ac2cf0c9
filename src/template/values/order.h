#pragma once

#include <cstddef>
#include <vector>

#include "template/values/item.h"

namespace coldread::jinja {

/// The order in which Python's sorted() puts keys, as indices: stable, also where reversed. Faults where keys have no
/// order.
std::vector<std::size_t> sorted_order(Runtime& runtime, const std::vector<Item>& keys, bool reverse);

/// Sorts items by their keys.
void sort_by(Runtime& runtime, std::pmr::vector<Item>& items, const std::vector<Item>& keys, bool reverse);

}  // namespace coldread::jinja
