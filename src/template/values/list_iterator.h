#pragma once

#include "template/values/item.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

/// A generator over items that are there already.
class ListIterator final : public Iterator {
 public:
  explicit ListIterator(const Sequence* items) : items_(items) {}
  bool next(Runtime& runtime, Item& item) override {
    runtime.spend();
    if (index_ >= items_->items.size()) return false;
    item = items_->items[index_++];
    return true;
  }

 private:
  const Sequence* items_;
  std::size_t index_ = 0;
};

inline Item generator_over(Runtime& runtime, const Sequence* items) {
  Iterator* made = runtime.make<ListIterator>(items);
  return Item(made);
}

}  // namespace coldread::jinja
