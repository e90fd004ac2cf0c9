#pragma once

#include <cstddef>

#include "template/values/item.h"

namespace coldread::jinja {

/// Python's iter() over any iterable item. A list that grows meanwhile is seen growing, as in Python.
class Cursor {
 public:
  /// Faults where the item cannot be iterated over.
  Cursor(Runtime& runtime, const Item& source);
  bool next(Item& item);

 private:
  bool next_entry(Item& item);

  Runtime* runtime_;
  Item source_;
  std::size_t index_ = 0;  ///< byte offset in a text
  std::size_t size_ = 0;   ///< of a dict, to notice a change
};

bool iterable(const Item& item);

/// All items of an iterable, in a new list.
Sequence* collect(Runtime& runtime, const Item& source);

/// Entry of a view as an item: key, value or (key, value).
Item view_item(Runtime& runtime, const View& view, std::size_t index);

/// A one-character string.
Item character(Runtime& runtime, std::string_view bytes);

}  // namespace coldread::jinja
