#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "api/value.h"

namespace coldread {

// Reading rows as Python code would. Each throws Error(usage) that names the key.

/// row[key], or a nested one: "answers.text".
const Value& value_at(const Value& row, std::string_view path);
const std::string& text_at(const Value& row, std::string_view path);
const List& list_at(const Value& row, std::string_view path);
std::int64_t int_at(const Value& row, std::string_view path);
/// A list of strings.
std::vector<std::string> texts_at(const Value& row, std::string_view path);
const std::string& text_of(const Value& value, std::string_view what);

/// str.replace
std::string replaced(std::string text, std::string_view from, std::string_view to);
/// str.capitalize
std::string capitalised(const std::string& text);
/// float(text), where that is possible: str() of it, else "".
std::string float_text(const std::string& text);

}  // namespace coldread
