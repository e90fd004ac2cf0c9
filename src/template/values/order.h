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

/// A path of attributes and indices such as "address.lines.0"; none is the item itself.
class AttributePath {
 public:
  AttributePath(Runtime& runtime, const Item& attribute, const Item& otherwise = {});
  /// `otherwise` where a link is undefined and otherwise is given and not none.
  Item of(Runtime& runtime, const Item& item) const;

 private:
  std::pmr::vector<Item> parts_;
  Item otherwise_;
};

/// A string in lower case, anything else as it is: the key of comparisons without regard to case.
Item without_case(Runtime& runtime, const Item& item);

}  // namespace coldread::jinja
