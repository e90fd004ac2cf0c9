#include "api/value.h"

#include <algorithm>

namespace coldread {
namespace {

bool numeric(const Value& value) {
  return value.is_number() || value.is_bool();
}

double number(const Value& value) {
  return value.is_bool() ? (value.as_bool() ? 1.0 : 0.0) : value.as_number();
}

bool equal_dicts(const Dict& a, const Dict& b) {
  return a.size() == b.size() && std::all_of(a.begin(), a.end(), [&](const Dict::Entry& entry) {
           const Value* other = b.find(entry.first);
           return other != nullptr && *other == entry.second;
         });
}

}  // namespace

Dict Dict::of_distinct(std::vector<Entry> entries) {
  Dict dict;
  dict.entries_ = std::move(entries);
  return dict;
}

const Value* Dict::find(std::string_view key) const {
  for (const Entry& entry : entries_) {
    if (entry.first == key) return &entry.second;
  }
  return nullptr;
}

Value* Dict::find(std::string_view key) {
  return const_cast<Value*>(std::as_const(*this).find(key));
}

void Dict::set(std::string key, Value value) {
  if (Value* present = find(key)) {
    *present = std::move(value);
  } else {
    entries_.emplace_back(std::move(key), std::move(value));
  }
}

void Dict::erase(std::string_view key) {
  std::erase_if(entries_, [&](const Entry& entry) { return entry.first == key; });
}

bool operator==(const Value& a, const Value& b) {
  if (a.is_int() && b.is_int()) return a.as_int() == b.as_int();
  if (numeric(a) && numeric(b)) return number(a) == number(b);
  if (a.kind() != b.kind()) return false;
  switch (a.kind()) {
    case Value::Kind::string:
      return a.as_string() == b.as_string();
    case Value::Kind::list:
      return a.as_list() == b.as_list();
    case Value::Kind::dict:
      return equal_dicts(a.as_dict(), b.as_dict());
    default:
      return true;  // null; the numeric kinds are compared above
  }
}

std::string_view kind_name(Value::Kind kind) {
  switch (kind) {
    case Value::Kind::null:
      return "null";
    case Value::Kind::boolean:
      return "boolean";
    case Value::Kind::integer:
      return "integer";
    case Value::Kind::real:
      return "number";
    case Value::Kind::string:
      return "string";
    case Value::Kind::list:
      return "list";
    case Value::Kind::dict:
      return "dict";
  }
  return "value";
}

}  // namespace coldread
