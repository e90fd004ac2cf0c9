#include <algorithm>
#include <array>

#include "template/library/methods.h"
#include "template/library/parameters.h"
#include "template/values/cursor.h"
#include "template/values/equality.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/merge.h"
#include "template/values/order.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

/// Items of a list, tuple or range, for count and index.
Sequence* items_of(Runtime& runtime, const Item& self) {
  return self.is_sequence() ? &self.sequence() : collect(runtime, self);
}

Item count(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("count", arguments, {"/value"}, 1);
  std::int64_t times = 0;
  for (const Item& item : items_of(runtime, self)->items) {
    runtime.spend();
    if (equal(runtime, item, parameters[0])) ++times;
  }
  return Item::integer(times);
}

Item index(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("index", arguments, {"/value", "/start", "/stop"}, 1);
  const auto& items = items_of(runtime, self)->items;
  const auto size = static_cast<std::int64_t>(items.size());
  const auto bound = [&](std::size_t i, std::int64_t otherwise) {
    const std::int64_t given = parameters.integer_or(i, otherwise);
    return std::clamp<std::int64_t>(given < 0 ? std::max(given, -size) + size : given, 0, size);
  };
  const std::int64_t stop = bound(2, size);
  for (std::int64_t i = bound(1, 0); i < stop; ++i) {
    runtime.spend();
    if (equal(runtime, items[static_cast<std::size_t>(i)], parameters[0])) return Item::integer(i);
  }
  fail("the value is not in the " + std::string(type_name(self)));
}

Item append(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("append", arguments, {"/object"}, 1);
  runtime.spend();
  self.sequence().items.push_back(parameters[0]);
  return Item::none();
}

Item extend(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("extend", arguments, {"/iterable"}, 1);
  const Sequence* more = collect(runtime, parameters[0]);
  self.sequence().items.insert(self.sequence().items.end(), more->items.begin(), more->items.end());
  return Item::none();
}

Item insert(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("insert", arguments, {"/index", "/object"}, 2);
  auto& items = self.sequence().items;
  runtime.spend_elements(items.size());
  const auto size = static_cast<std::int64_t>(items.size());
  std::int64_t at = parameters.integer(0);
  at = std::clamp<std::int64_t>(at < 0 ? std::max(at, -size) + size : at, 0, size);
  items.insert(items.begin() + at, parameters[1]);
  return Item::none();
}

Item list_pop(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("pop", arguments, {"/index"});
  auto& items = self.sequence().items;
  const auto size = static_cast<std::int64_t>(items.size());
  if (size == 0) fail("pop from empty list");
  std::int64_t at = parameters.integer_or(0, -1);
  if (at < 0) at += size;
  if (at < 0 || at >= size) fail("pop index out of range");
  runtime.spend_elements(items.size());
  const Item taken = items[static_cast<std::size_t>(at)];
  items.erase(items.begin() + at);
  return taken;
}

Item remove(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Item at = index(runtime, self, arguments);
  self.sequence().items.erase(self.sequence().items.begin() + at.as_integer());
  return Item::none();
}

Item list_reverse(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("reverse", arguments, {});
  runtime.spend_elements(self.sequence().items.size());
  std::reverse(self.sequence().items.begin(), self.sequence().items.end());
  return Item::none();
}

Item list_sort(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("sort", arguments, {"key", "reverse"});
  if (parameters.given_and_not_none(0)) fail("sort() takes no key here; use the filter |sort(attribute=...)");
  auto& items = self.sequence().items;
  std::vector<Item> keys(items.begin(), items.end());
  sort_by(runtime, items, keys, parameters.flag_or(1, false));
  return Item::none();
}

Item list_copy(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("copy", arguments, {});
  return Item::list(collect(runtime, self));
}

Item list_clear(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("clear", arguments, {});
  self.sequence().items.clear();
  return Item::none();
}

template <View::Part part>
Item view(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("this method", arguments, {});
  const View* made = runtime.make<View>(&self.mapping(), part);
  return Item(made);
}

Item get(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("get", arguments, {"/key", "/default"}, 1);
  const Item* found = self.mapping().find(runtime, parameters[0]);
  return found != nullptr ? *found : parameters.value_or(1, Item::none());
}

Item setdefault(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("setdefault", arguments, {"/key", "/default"}, 1);
  if (const Item* found = self.mapping().find(runtime, parameters[0])) return *found;
  const Item value = parameters.value_or(1, Item::none());
  self.mapping().set(runtime, parameters[0], value);
  return value;
}

Item dict_pop(Runtime& runtime, const Item& self, const Arguments& arguments) {
  const Parameters parameters("pop", arguments, {"/key", "/default"}, 1);
  const Item* found = self.mapping().find(runtime, parameters[0]);
  if (found == nullptr) {
    if (!parameters.given(1)) fail("pop(): the key is not in the dict");
    return parameters[1];
  }
  const Item taken = *found;
  self.mapping().erase(runtime, parameters[0]);
  return taken;
}

Item popitem(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("popitem", arguments, {});
  if (self.mapping().size() == 0) fail("popitem(): dictionary is empty");
  const Mapping::Entry last = self.mapping().entries().back();
  self.mapping().erase(runtime, last.key);
  return runtime.tuple({last.key, last.value});
}

Item update(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Arguments positional = arguments;
  positional.keyword_count = 0;
  const Parameters parameters("update", positional, {"/other"});
  if (parameters.given(0)) merge(runtime, self.mapping(), parameters[0]);
  for (std::size_t i = 0; i < arguments.keyword_count; ++i) {
    self.mapping().set(runtime, runtime.borrowed(arguments.keywords[i].name), arguments.keywords[i].value);
  }
  return Item::none();
}

Item dict_copy(Runtime& runtime, const Item& self, const Arguments& arguments) {
  Parameters("copy", arguments, {});
  Mapping* copy = new_mapping(runtime);
  merge(runtime, *copy, self);
  return Item(copy);
}

Item dict_clear(Runtime&, const Item& self, const Arguments& arguments) {
  Parameters("clear", arguments, {});
  self.mapping().clear();
  return Item::none();
}

Item fromkeys(Runtime& runtime, const Item&, const Arguments& arguments) {
  const Parameters parameters("fromkeys", arguments, {"/iterable", "/value"}, 1);
  Mapping* made = new_mapping(runtime);
  Cursor cursor(runtime, parameters[0]);
  for (Item key; cursor.next(key);) made->set(runtime, key, parameters.value_or(1, Item::none()));
  return Item(made);
}

constexpr std::array kListMethods = {
    Method{"append", append, true}, Method{"extend", extend, true},    Method{"insert", insert, true},
    Method{"pop", list_pop, true},  Method{"remove", remove, true},    Method{"index", index},
    Method{"count", count},         Method{"sort", list_sort, true},   Method{"reverse", list_reverse, true},
    Method{"copy", list_copy},      Method{"clear", list_clear, true},
};
constexpr std::array kTupleMethods = {Method{"index", index}, Method{"count", count}};
constexpr std::array kDictMethods = {
    Method{"items", view<View::Part::items>},
    Method{"keys", view<View::Part::keys>},
    Method{"values", view<View::Part::values>},
    Method{"get", get},
    Method{"pop", dict_pop, true},
    Method{"popitem", popitem, true},
    Method{"setdefault", setdefault, true},
    Method{"update", update, true},
    Method{"copy", dict_copy},
    Method{"clear", dict_clear, true},
    Method{"fromkeys", fromkeys},
};

}  // namespace

std::span<const Method> list_methods() {
  return kListMethods;
}
std::span<const Method> tuple_methods() {
  return kTupleMethods;
}
std::span<const Method> dict_methods() {
  return kDictMethods;
}

}  // namespace coldread::jinja
