#include "tokenizer/description.h"

#include <algorithm>
#include <iterator>

#include "base/suggest.h"
#include "base/unicode.h"
#include "tokenizer/fail_in.h"

namespace coldread {

Value description_of(std::string_view type) {
  return Dict::of_distinct({{"type", type}});
}

const Value& setting(const Value& description, std::string_view key) {
  static const Value kNull;
  const Value* found = description.find(key);
  return found == nullptr ? kNull : *found;
}

bool is_off(const Value& description, std::string_view key) {
  const Value& value = setting(description, key);
  return value.is_null() || value == Value(false) || value == Value("") || value == Value(0);
}

char32_t character_setting(const Value& description, std::string_view key, const std::string& origin) {
  const Value& value = setting(description, key);
  const std::string_view text = value.is_string() ? std::string_view(value.as_string()) : std::string_view();
  const CodePoint character = code_point_at(text, 0);
  if (text.empty() || !character.valid || character.length != text.size()) {
    fail_in(origin, "has a " + type_of(description) + " whose '" + std::string(key) + "' is not one character");
  }
  return character.value;
}

std::string type_of(const Value& description) {
  const Value& type = setting(description, "type");
  return type.is_string() ? type.as_string() : "";
}

std::vector<Value> steps_of(const Value& description, std::string_view key) {
  if (description.is_null()) return {};
  const Value& list = setting(description, key);
  if (type_of(description) != "Sequence" || !list.is_list()) return {description};
  std::vector<Value> steps;
  for (const Value& step : list.as_list()) std::ranges::copy(steps_of(step, key), std::back_inserter(steps));
  return steps;
}

void fail_unknown_type(const std::string& origin, const std::string& part, const Value& description,
                       const std::vector<std::string>& known) {
  std::string expected;
  for (std::size_t i = 0; i < known.size(); ++i) {
    expected += (i == 0 ? "" : i + 1 < known.size() ? ", " : " or ") + known[i];
  }
  const std::string type = types_of({&description, 1});
  fail_in(origin, "has the " + part + " " + type + ", which is not supported" + did_you_mean(type, known) +
                      "; expected " + expected);
}

std::string types_of(std::span<const Value> steps) {
  std::string text;
  for (const Value& step : steps) text += (text.empty() ? "" : ", ") + (type_of(step).empty() ? "?" : type_of(step));
  return text.empty() ? "none" : text;
}

}  // namespace coldread
