#pragma once

#include "template/values/item.h"

namespace coldread::jinja {

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
