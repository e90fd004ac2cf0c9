#include "tokenizer/description.h"

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

std::string type_of(const Value& description) {
  const Value& type = setting(description, "type");
  return type.is_string() ? type.as_string() : "";
}

std::vector<Value> steps_of(const Value& description, std::string_view key) {
  if (description.is_null()) return {};
  const Value& list = setting(description, key);
  return type_of(description) == "Sequence" && list.is_list() ? list.as_list() : List{description};
}

std::string types_of(std::span<const Value> steps) {
  std::string text;
  for (const Value& step : steps) text += (text.empty() ? "" : ", ") + (type_of(step).empty() ? "?" : type_of(step));
  return text.empty() ? "none" : text;
}

}  // namespace coldread
