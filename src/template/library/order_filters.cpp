#include <array>

#include "template/library/attribute_path.h"
#include "template/library/filters.h"
#include "template/library/parameters.h"
#include "template/values/compare.h"
#include "template/values/cursor.h"
#include "template/values/equality.h"
#include "template/values/fault.h"
#include "template/values/list_iterator.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/order.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

Item key_of(Runtime& runtime, const AttributePath& path, const Item& item, bool case_sensitive) {
  const Item key = path.of(runtime, item);
  return case_sensitive ? key : without_case(runtime, key);
}

/// The parts of "a,b.c" as paths.
std::vector<AttributePath> paths_of(Runtime& runtime, const Item& attribute) {
  std::vector<AttributePath> paths;
  if (!attribute.is_text()) {
    paths.emplace_back(runtime, attribute);
    return paths;
  }
  std::string_view rest = attribute.bytes();
  while (true) {
    const std::size_t comma = rest.find(',');
    paths.emplace_back(runtime, runtime.borrowed(rest.substr(0, comma)));
    if (comma == std::string_view::npos) return paths;
    rest.remove_prefix(comma + 1);
  }
}

Item sort(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("sort", arguments, {"reverse", "case_sensitive", "attribute"});
  const std::vector<AttributePath> paths = paths_of(runtime, parameters[2]);
  const bool case_sensitive = parameters.truth_or(1, false);
  Sequence* sorted = collect(runtime, input);
  std::vector<Item> keys;  // lists: compared item by item
  for (const Item& item : sorted->items) {
    Sequence* key = runtime.sequence(paths.size());
    for (const AttributePath& path : paths) key->items.push_back(key_of(runtime, path, item, case_sensitive));
    keys.push_back(Item::list(key));
  }
  sort_by(runtime, sorted->items, keys, parameters.flag_or(0, false));
  return Item::list(sorted);
}

Item unique(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("unique", arguments, {"case_sensitive", "attribute"});
  const AttributePath path(runtime, parameters[1]);
  Mapping* seen = new_mapping(runtime);
  Sequence* kept = runtime.sequence();
  Cursor cursor(runtime, input);
  for (Item item; cursor.next(item);) {
    const Item key = key_of(runtime, path, item, parameters.truth_or(0, false));
    if (seen->find(runtime, key) != nullptr) continue;
    seen->append(runtime, key, item);
    kept->items.push_back(item);
  }
  return generator_over(runtime, kept);
}

template <bool greatest>
Item extreme(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters(greatest ? "max" : "min", arguments, {"case_sensitive", "attribute"});
  const AttributePath path(runtime, parameters[1]);
  Item best;
  Item best_key;
  Cursor cursor(runtime, input);
  for (Item item; cursor.next(item);) {
    const Item key = key_of(runtime, path, item, parameters.truth_or(0, false));
    const bool better =
        best.is_absent() || ordered(runtime, greatest ? Comparison::greater : Comparison::less, key, best_key);
    if (!better) continue;
    best = item;
    best_key = key;
  }
  return best.is_absent() ? undefined_hint(runtime, "no aggregated item, the sequence was empty") : best;
}

Item groupby(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("groupby", arguments, {"attribute", "default", "case_sensitive"}, 1);
  const AttributePath path(runtime, parameters[0], parameters[1]);
  const bool case_sensitive = parameters.truth_or(2, false);
  Sequence* all = collect(runtime, input);
  std::vector<Item> keys;
  for (const Item& item : all->items) keys.push_back(key_of(runtime, path, item, case_sensitive));
  Sequence* groups = runtime.sequence();
  const Item* last_key = nullptr;
  Sequence* members = nullptr;
  for (const std::size_t i : sorted_order(runtime, keys, false)) {
    if (last_key == nullptr || !equal(runtime, *last_key, keys[i])) {
      members = runtime.sequence();
      Sequence* group = runtime.sequence(2);
      group->group = true;
      group->items.push_back(path.of(runtime, all->items[i]));
      group->items.push_back(Item::list(members));
      groups->items.push_back(Item::tuple(group));
    }
    last_key = &keys[i];
    members->items.push_back(all->items[i]);
  }
  return Item::list(groups);
}

Item dictsort(Runtime& runtime, const Item& input, const Arguments& arguments) {
  const Parameters parameters("dictsort", arguments, {"case_sensitive", "by", "reverse"});
  const std::string_view by = parameters.text_or(1, "key");
  if (by != "key" && by != "value") fail("dictsort sorts by 'key' or by 'value'");
  need_defined(input);
  if (!input.is_dict()) fail("dictsort wants a dict, not '" + std::string(type_name(input)) + "'");
  std::vector<Item> keys;
  Sequence* pairs = runtime.sequence(input.mapping().size());
  for (const Mapping::Entry& entry : input.mapping().entries()) {
    const Item& key = by == "key" ? entry.key : entry.value;
    keys.push_back(parameters.truth_or(0, false) ? key : without_case(runtime, key));
    pairs->items.push_back(runtime.tuple({entry.key, entry.value}));
  }
  sort_by(runtime, pairs->items, keys, parameters.flag_or(2, false));
  return Item::list(pairs);
}

constexpr std::array kFilters = {
    FilterEntry{"sort", sort},         FilterEntry{"unique", unique},   FilterEntry{"min", extreme<false>},
    FilterEntry{"max", extreme<true>}, FilterEntry{"groupby", groupby}, FilterEntry{"dictsort", dictsort},
};

}  // namespace

std::span<const FilterEntry> order_filters() {
  return kFilters;
}

}  // namespace coldread::jinja
