#include "dataset/json_columns.h"

#include <algorithm>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace coldread {
namespace {

List unify(List values);

/// true if every value that is not null is of this kind, and at least one is.
template <typename Is>
bool all_are(const List& values, const Is& is) {
  bool any = false;
  for (const Value& value : values) {
    if (value.is_null()) continue;
    if (!is(value)) return false;
    any = true;
  }
  return any;
}

List unify_numbers(List values) {
  const bool mixed = std::any_of(values.begin(), values.end(), [](const Value& v) { return v.is_int(); }) &&
                     std::any_of(values.begin(), values.end(), [](const Value& v) { return v.is_real(); });
  if (mixed) {
    for (Value& value : values) {
      if (value.is_int()) value = value.as_number();
    }
  }
  return values;
}

List unify_lists(List values) {
  List items;
  for (const Value& value : values) {
    if (value.is_list()) items.insert(items.end(), value.as_list().begin(), value.as_list().end());
  }
  items = unify(std::move(items));
  auto next = items.begin();
  for (Value& value : values) {
    if (!value.is_list()) continue;
    const auto end = next + static_cast<std::ptrdiff_t>(value.as_list().size());
    value = List(next, end);
    next = end;
  }
  return values;
}

bool same_keys(const Dict& a, const Dict& b) {
  return a.size() == b.size() &&
         std::all_of(a.begin(), a.end(), [&](const Dict::Entry& entry) { return b.contains(entry.first); });
}

List unify_dicts(List values) {
  const auto first = std::find_if(values.begin(), values.end(), [](const Value& v) { return v.is_dict(); });
  const Value pattern = *first;
  for (const Value& value : values) {
    if (value.is_dict() && !same_keys(pattern.as_dict(), value.as_dict())) return values;
  }
  std::vector<Dict> dicts(values.size());
  for (const Dict::Entry& entry : pattern.as_dict()) {
    List column;
    for (const Value& value : values) column.push_back(value.is_dict() ? *value.find(entry.first) : Value());
    column = unify(std::move(column));
    for (std::size_t i = 0; i < values.size(); ++i) dicts[i].set(entry.first, column[i]);
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (values[i].is_dict()) values[i] = std::move(dicts[i]);
  }
  return values;
}

List unify(List values) {
  if (all_are(values, [](const Value& v) { return v.is_number(); })) return unify_numbers(std::move(values));
  if (all_are(values, [](const Value& v) { return v.is_list(); })) return unify_lists(std::move(values));
  if (all_are(values, [](const Value& v) { return v.is_dict(); })) return unify_dicts(std::move(values));
  return values;
}

}  // namespace

List unify_json_columns(List rows) {
  std::vector<std::string> names;
  std::unordered_map<std::string, List> columns;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (const Dict::Entry& entry : rows[i].as_dict()) {
      const auto [column, added] = columns.try_emplace(entry.first, rows.size());
      if (added) names.push_back(entry.first);
      column->second[i] = entry.second;
    }
  }
  std::vector<Dict> unified(rows.size());
  for (const std::string& name : names) {
    List column = unify(std::move(columns.at(name)));
    for (std::size_t i = 0; i < rows.size(); ++i) unified[i].set(name, std::move(column[i]));
  }
  for (std::size_t i = 0; i < rows.size(); ++i) rows[i] = std::move(unified[i]);
  return rows;
}

}  // namespace coldread
