#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/variant.h"

namespace coldread {

class Value;
using List = std::vector<Value>;

/// Keys to values in the order of insertion, as in a Python dict. Lookups are linear: dicts that are looked up in have
/// few keys.
class Dict {
 public:
  using Entry = std::pair<std::string, Value>;

  /// A dict of these entries, whose keys must be distinct: in linear time, where set() looks for the key each time.
  static Dict of_distinct(std::vector<Entry> entries);

  /// nullptr where the key is absent.
  const Value* find(std::string_view key) const;
  Value* find(std::string_view key);
  bool contains(std::string_view key) const { return find(key) != nullptr; }

  /// Replaces the value of an existing key in its place, or appends.
  void set(std::string key, Value value);
  /// Removes the key if it is there.
  void erase(std::string_view key);

  // Defined below: they need to know what a Value is.
  std::size_t size() const;
  bool empty() const;
  std::vector<Entry>::const_iterator begin() const;
  std::vector<Entry>::const_iterator end() const;

 private:
  std::vector<Entry> entries_;
};

/// A JSON-like value that keeps order: null, bool, 64-bit integer, double, string (UTF-8), list, dict.
/// Lists and dicts are shared and immutable, so copies are cheap; a changed one is a new one.
class Value {
 public:
  enum class Kind { null, boolean, integer, real, string, list, dict };

  Value() = default;
  Value(std::nullptr_t) {}                                                      // NOLINT(google-explicit-constructor)
  Value(bool value) : data_(value) {}                                           // NOLINT(google-explicit-constructor)
  Value(int value) : data_(std::int64_t{value}) {}                              // NOLINT(google-explicit-constructor)
  Value(std::int64_t value) : data_(value) {}                                   // NOLINT(google-explicit-constructor)
  Value(double value) : data_(value) {}                                         // NOLINT(google-explicit-constructor)
  Value(std::string value) : data_(std::move(value)) {}                         // NOLINT(google-explicit-constructor)
  Value(std::string_view value) : data_(std::string(value)) {}                  // NOLINT(google-explicit-constructor)
  Value(const char* value) : data_(std::string(value)) {}                       // NOLINT(google-explicit-constructor)
  Value(List value) : data_(std::make_shared<const List>(std::move(value))) {}  // NOLINT(google-explicit-constructor)
  Value(Dict value) : data_(std::make_shared<const Dict>(std::move(value))) {}  // NOLINT(google-explicit-constructor)

  Kind kind() const { return static_cast<Kind>(data_.index()); }
  bool is_null() const { return kind() == Kind::null; }
  bool is_bool() const { return kind() == Kind::boolean; }
  bool is_int() const { return kind() == Kind::integer; }
  bool is_real() const { return kind() == Kind::real; }
  bool is_number() const { return is_int() || is_real(); }
  bool is_string() const { return kind() == Kind::string; }
  bool is_list() const { return kind() == Kind::list; }
  bool is_dict() const { return kind() == Kind::dict; }

  // Each is a bug in the caller where the kind is another: test first.
  bool as_bool() const { return std::get<bool>(data_); }
  std::int64_t as_int() const { return std::get<std::int64_t>(data_); }
  double as_real() const { return std::get<double>(data_); }
  /// The integer or the real as a double.
  double as_number() const { return is_int() ? static_cast<double>(as_int()) : as_real(); }
  const std::string& as_string() const { return std::get<std::string>(data_); }
  const List& as_list() const { return *std::get<std::shared_ptr<const List>>(data_); }
  const Dict& as_dict() const { return *std::get<std::shared_ptr<const Dict>>(data_); }

  /// The member of a dict, nullptr where it is absent or this is no dict.
  const Value* find(std::string_view key) const { return is_dict() ? as_dict().find(key) : nullptr; }

  /// Python's ==: numbers compare across integer, real and bool; dicts without regard to order.
  friend bool operator==(const Value& a, const Value& b);

 private:
  Variant<std::nullptr_t, bool, std::int64_t, double, std::string, std::shared_ptr<const List>,
          std::shared_ptr<const Dict>>
      data_ = nullptr;
};

inline std::size_t Dict::size() const {
  return entries_.size();
}
inline bool Dict::empty() const {
  return entries_.empty();
}
inline std::vector<Dict::Entry>::const_iterator Dict::begin() const {
  return entries_.begin();
}
inline std::vector<Dict::Entry>::const_iterator Dict::end() const {
  return entries_.end();
}

/// The numbers or texts of a container as a list.
template <typename Items>
List to_list(const Items& items) {
  return List(items.begin(), items.end());
}

/// "null", "boolean", "integer", "number", "string", "list", "dict": for error messages.
std::string_view kind_name(Value::Kind kind);

}  // namespace coldread
