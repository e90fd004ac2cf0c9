#include "template/library/filters.h"

#include <array>
#include <map>
#include <vector>

#include "base/suggest.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

const std::map<std::string_view, const FilterEntry*>& table() {
  static const std::map<std::string_view, const FilterEntry*> entries = [] {
    std::map<std::string_view, const FilterEntry*> made;
    for (const auto& group : {text_filters(), layout_filters(), markup_filters(), number_filters(), sequence_filters(),
                              selection_filters(), order_filters(), regex_filters()}) {
      for (const FilterEntry& entry : group) made.emplace(entry.name, &entry);
    }
    return made;
  }();
  return entries;
}

}  // namespace

Item apply_filter(Runtime& runtime, const FilterEntry& filter, const Item& input, const Arguments& arguments) {
  const Item result = filter.apply(runtime, input, arguments);
  const bool escaped = filter.keeps_escaped && input.is_text() && input.as_text().markup;
  return escaped && result.is_text() ? runtime.markup(result.bytes()) : result;
}

const FilterEntry* find_filter(std::string_view name) {
  const auto found = table().find(name);
  return found == table().end() ? nullptr : found->second;
}

std::string unknown_filter(std::string_view name) {
  std::vector<std::string> names;
  for (const auto& entry : table()) names.emplace_back(entry.first);
  return "no filter named '" + std::string(name) + "'" + did_you_mean(name, names);
}

}  // namespace coldread::jinja
