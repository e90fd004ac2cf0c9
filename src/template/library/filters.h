#pragma once

#include <span>
#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

struct FilterEntry {
  std::string_view name;
  Item (*apply)(Runtime& runtime, const Item& input, const Arguments& arguments);
  bool keeps_escaped = false;  ///< what it makes of an escaped text is escaped
};

Item apply_filter(Runtime& runtime, const FilterEntry& filter, const Item& input, const Arguments& arguments);

/// nullptr where there is no such filter.
const FilterEntry* find_filter(std::string_view name);
/// "no filter named 'x'; did you mean ...?"
std::string unknown_filter(std::string_view name);

// The filters by what they work on, each in the file of its name; find_filter searches them all.
std::span<const FilterEntry> text_filters();
std::span<const FilterEntry> layout_filters();
std::span<const FilterEntry> markup_filters();
std::span<const FilterEntry> number_filters();
std::span<const FilterEntry> sequence_filters();
std::span<const FilterEntry> selection_filters();
std::span<const FilterEntry> order_filters();
std::span<const FilterEntry> regex_filters();

}  // namespace coldread::jinja
