#pragma once

#include <span>
#include <string_view>

#include "template/values/item.h"

namespace coldread::jinja {

/// A method of Python's str, list, tuple, dict, int or float.
struct Method {
  std::string_view name;
  Item (*call)(Runtime& runtime, const Item& self, const Arguments& arguments);
  bool changes_owner = false;  ///< a list's or dict's; Jinja's sandbox, in which chat templates run, refuses it
};

/// nullptr where the type has no such method.
const Method* find_method(const Item& owner, std::string_view name);

/// Whether the template's dialect lets it be called.
bool allowed(const Runtime& runtime, const Method& method);
/// Calls it. What a method of an escaped text gives is escaped, too, as markupsafe has it.
Item call_method(Runtime& runtime, const Item& owner, const Method& method, const Arguments& arguments);

/// The method as a value of its own.
Item bind_method(Runtime& runtime, const Item& owner, const Method& method);

// The methods of each type, each in the file of its name; lists, tuples and dicts in container_methods.cpp, ints and
// floats in number_methods.cpp.
std::span<const Method> text_methods();         ///< str: taking apart, joining, padding
std::span<const Method> text_search_methods();  ///< str: find, count, startswith, ...
std::span<const Method> text_case_methods();    ///< str: letter case and kinds of characters
std::span<const Method> list_methods();
std::span<const Method> tuple_methods();
std::span<const Method> dict_methods();
std::span<const Method> integer_methods();
std::span<const Method> real_methods();

}  // namespace coldread::jinja
