#pragma once

#include <array>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// Arguments bound to parameter names as Python binds them. Faults on too many, unknown, doubled or missing ones.
class Parameters {
 public:
  /// required counts from the front. A name that begins with '/' takes positional arguments only.
  Parameters(std::string_view function, const Arguments& arguments, std::initializer_list<std::string_view> names,
             std::size_t required = 0);

  bool given(std::size_t i) const { return !values_[i].is_absent(); }
  bool given_and_not_none(std::size_t i) const { return given(i) && !values_[i].is_none(); }
  const Item& operator[](std::size_t i) const { return values_[i]; }
  Item value_or(std::size_t i, const Item& otherwise) const { return given(i) ? values_[i] : otherwise; }

  /// Faults where the argument is no string.
  std::string_view text(std::size_t i) const;
  std::string_view text_or(std::size_t i, std::string_view otherwise) const { return given(i) ? text(i) : otherwise; }
  /// Faults where the argument is no integer.
  std::int64_t integer(std::size_t i) const;
  std::int64_t integer_or(std::size_t i, std::int64_t otherwise) const { return given(i) ? integer(i) : otherwise; }
  bool truth_or(std::size_t i, bool otherwise) const;
  /// As truth_or, but faults where the argument is no integer or bool.
  bool flag_or(std::size_t i, bool otherwise) const { return given(i) ? integer(i) != 0 : otherwise; }

 private:
  static constexpr std::size_t kMost = 6;
  [[noreturn]] void wrong_type(std::size_t i, std::string_view wanted) const;

  std::string_view function_;
  std::array<Item, kMost> values_;
};

}  // namespace coldread::jinja
