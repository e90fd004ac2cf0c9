#include "template/values/runtime.h"

#include <cstring>

namespace coldread::jinja {

Item Runtime::text(std::string_view bytes, bool markup) {
  spend_bytes(bytes.size());
  if (!bytes.empty()) {
    char* copy = static_cast<char*>(pool_.allocate(bytes.size(), 1));
    std::memcpy(copy, bytes.data(), bytes.size());
    bytes = {copy, bytes.size()};
  }
  return Item(make<Text>(bytes, markup));
}

Sequence* Runtime::sequence(std::size_t reserve) {
  spend_elements(reserve);
  auto* made = make<Sequence>(std::pmr::vector<Item>(&pool_), false);
  made->items.reserve(reserve);
  return made;
}

Item Runtime::list(std::initializer_list<Item> items) {
  Sequence* made = sequence(items.size());
  made->items.assign(items);
  return Item::list(made);
}

Item Runtime::tuple(std::initializer_list<Item> items) {
  Sequence* made = sequence(items.size());
  made->items.assign(items);
  return Item::tuple(made);
}

void Runtime::out_of_steps() const {
  fail("the template takes more than " + std::to_string(limits_.steps) + " steps; shorten its loops");
}

void Runtime::too_long(std::size_t bytes) const {
  fail("a text of " + std::to_string(bytes) + " bytes is over the limit of " + std::to_string(limits_.output_bytes));
}

void Runtime::too_many(std::size_t elements) const {
  fail("a sequence of " + std::to_string(elements) + " elements is over the limit of " + std::to_string(limits_.steps));
}

void Runtime::too_deep() {
  fail("nested deeper than " + std::to_string(limits_.depth) + " levels of blocks, calls or values");
}

}  // namespace coldread::jinja
