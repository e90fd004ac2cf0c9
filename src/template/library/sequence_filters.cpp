#include <algorithm>
#include <array>

#include "template/library/arithmetic.h"
#include "template/library/attribute_path.h"
#include "template/library/filters.h"
#include "template/library/lookup.h"
#include "template/library/parameters.h"
#include "template/text/python_text.h"
#include "template/text/text_edits.h"
#include "template/values/cursor.h"
#include "template/values/fault.h"
#include "template/values/length.h"
#include "template/values/list_iterator.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/number_arithmetic.h"
#include "template/values/runtime.h"
#include "template/values/subscript.h"

namespace coldread::jinja {
namespace {

Item length(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("length", arguments, {});
  return Item::integer(length_of(runtime, input));
}

Item first(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("first", arguments, {});
  Cursor cursor(runtime, input);
  Item item;
  return cursor.next(item) ? item : undefined_hint(runtime, "no first item, the sequence was empty");
}

Item last(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("last", arguments, {});
  need_lenient(input);
  if (input.kind() == Item::Kind::iterator || !iterable(input)) {
    fail("'" + std::string(type_name(input)) + "' object is not reversible; put |list before it");
  }
  if (length_of(runtime, input) == 0) return undefined_hint(runtime, "no last item, the sequence was empty");
  const Item minus_one = Item::integer(-1);
  if (input.is_dict()) return input.mapping().entries().back().key;
  if (input.kind() == Item::Kind::view) return view_item(runtime, input.view(), input.view().mapping->size() - 1);
  return get_element(runtime, input, minus_one);
}

Item list(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("list", arguments, {});
  return Item::list(collect(runtime, input));
}

Item items(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("items", arguments, {});
  if (input.is_undefined()) return generator_over(runtime, runtime.sequence());
  if (!input.is_dict()) fail("only a dict has items, not '" + std::string(type_name(input)) + "'");
  const View view{&input.mapping(), View::Part::items};
  return generator_over(runtime, collect(runtime, Item(&view)));
}

Item join(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("join", arguments, {"d", "attribute"});
  const AttributePath path(runtime, parameters[1]);
  Sequence* parts = runtime.sequence();
  Cursor cursor(runtime, input);
  for (Item item; cursor.next(item);) parts->items.push_back(to_text(runtime, path.of(runtime, item)));
  return join_texts(runtime, parameters.given(0) ? to_bytes(runtime, parameters[0]) : "", parts->items);
}

Item reverse(Runtime& runtime, const Item& input, const Arguments& arguments) {
  Parameters("reverse", arguments, {});
  if (input.is_text()) return get_slice(runtime, input, {}, {}, Item::integer(-1));
  if (!iterable(input)) fail("reverse wants something iterable, not '" + std::string(type_name(input)) + "'");
  Sequence* all = collect(runtime, input);
  std::reverse(all->items.begin(), all->items.end());
  return input.kind() == Item::Kind::iterator ? Item::list(all) : generator_over(runtime, all);
}

Item sum(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("sum", arguments, {"attribute", "start"});
  const AttributePath path(runtime, parameters[0]);
  Item total = parameters.value_or(1, Item::integer(0));
  if (total.is_text()) fail("sum can't sum strings; use join");
  Cursor cursor(runtime, input);
  for (Item item; cursor.next(item);) {
    const Item value = path.of(runtime, item);
    total = arithmetic(runtime, Operator::add, total, value);
  }
  return total;
}

Item batch(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("batch", arguments, {"linecount", "fill_with"}, 1);
  need_lenient(parameters[0]);  // no length equals an undefined one: all in one row
  const std::int64_t size = parameters[0].is_undefined() ? -1 : parameters.integer(0);
  Sequence* rows = runtime.sequence();
  Sequence* row = runtime.sequence();
  Cursor cursor(runtime, input);
  for (Item item; cursor.next(item);) {
    if (static_cast<std::int64_t>(row->items.size()) == size) {
      rows->items.push_back(Item::list(row));
      row = runtime.sequence();
    }
    row->items.push_back(item);
  }
  if (!row->items.empty()) {
    const bool filled = parameters.given_and_not_none(1) && static_cast<std::int64_t>(row->items.size()) < size;
    if (filled) {
      runtime.spend_elements(static_cast<std::size_t>(size));
      row->items.resize(static_cast<std::size_t>(size), parameters[1]);
    }
    rows->items.push_back(Item::list(row));
  }
  return generator_over(runtime, rows);
}

Item slice(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("slice", arguments, {"slices", "fill_with"}, 1);
  const std::int64_t slices = parameters.integer(0);
  const Sequence* all = collect(runtime, input);
  if (slices == 0) fail("integer division or modulo by zero");
  if (slices > 0) runtime.spend(static_cast<std::size_t>(slices));
  Sequence* rows = runtime.sequence();
  const auto size = static_cast<std::int64_t>(all->items.size());
  std::int64_t start = 0;
  for (std::int64_t i = 0; i < slices; ++i) {
    const bool longer = i < size % slices;
    const std::int64_t end = start + size / slices + (longer ? 1 : 0);
    Sequence* row = runtime.sequence();
    row->items.assign(all->items.begin() + start, all->items.begin() + end);
    if (!longer && parameters.given_and_not_none(1)) row->items.push_back(parameters[1]);
    rows->items.push_back(Item::list(row));
    start = end;
  }
  return generator_over(runtime, rows);
}

constexpr std::array kFilters = {
    FilterEntry{"length", length}, FilterEntry{"count", length},
    FilterEntry{"first", first},   FilterEntry{"last", last},
    FilterEntry{"list", list},     FilterEntry{"items", items},
    FilterEntry{"join", join},     FilterEntry{"reverse", reverse, true},
    FilterEntry{"sum", sum},       FilterEntry{"batch", batch},
    FilterEntry{"slice", slice},
};

}  // namespace

std::span<const FilterEntry> sequence_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
