#pragma once

#include <algorithm>
#include <string>

#include "api/value.h"

namespace coldread::test {

inline bool has_type(const Value& value, const std::string& type) {
  switch (value.kind()) {
    case Value::Kind::null:
      return type == "null";
    case Value::Kind::boolean:
      return type == "boolean";
    case Value::Kind::integer:
      return type == "integer" || type == "number";
    case Value::Kind::real:
      return type == "number";
    case Value::Kind::string:
      return type == "string";
    case Value::Kind::list:
      return type == "array";
    case Value::Kind::dict:
      return type == "object";
  }
  return false;
}

/// What of a value a JSON Schema refuses, "path: why"; empty: nothing. Of the keywords that our schemas use.
inline std::string schema_trouble(const Value& schema, const Value& value, const std::string& path = "$") {
  if (const Value* type = schema.find("type")) {
    const List types = type->is_list() ? type->as_list() : List{*type};
    if (std::ranges::none_of(types, [&](const Value& one) { return has_type(value, one.as_string()); }))
      return path + ": another type";
  }
  if (const Value* allowed = schema.find("enum")) {
    if (std::ranges::find(allowed->as_list(), value) == allowed->as_list().end())
      return path + ": not among the values";
  }
  if (const Value* only = schema.find("const"); only != nullptr && !(*only == value)) return path + ": another value";
  if (const Value* least = schema.find("minimum"); least != nullptr && value.is_number()) {
    if (value.as_number() < least->as_number()) return path + ": too small";
  }
  if (const Value* most = schema.find("maximum"); most != nullptr && value.is_number()) {
    if (value.as_number() > most->as_number()) return path + ": too large";
  }
  if (const Value* choices = schema.find("anyOf")) {
    std::string troubles;
    for (const Value& choice : choices->as_list()) {
      const std::string trouble = schema_trouble(choice, value, path);
      if (trouble.empty()) {
        troubles.clear();
        break;
      }
      troubles += (troubles.empty() ? "" : "; or ") + trouble;
    }
    if (!troubles.empty()) return troubles;
  }
  if (value.is_list()) {
    if (const Value* least = schema.find("minItems");
        least != nullptr && value.as_list().size() < static_cast<std::size_t>(least->as_int()))
      return path + ": too short";
    if (const Value* items = schema.find("items")) {
      for (std::size_t i = 0; i < value.as_list().size(); ++i) {
        std::string trouble = schema_trouble(*items, value.as_list()[i], path + "[" + std::to_string(i) + "]");
        if (!trouble.empty()) return trouble;
      }
    }
  }
  if (!value.is_dict()) return "";
  if (const Value* required = schema.find("required")) {
    for (const Value& key : required->as_list()) {
      if (value.find(key.as_string()) == nullptr) return path + ": lacks " + key.as_string();
    }
  }
  const Value* properties = schema.find("properties");
  const Value* others = schema.find("additionalProperties");
  for (const auto& [key, member] : value.as_dict()) {
    const Value* known = properties == nullptr ? nullptr : properties->find(key);
    if (known == nullptr && others != nullptr && *others == Value(false)) return path + ": unknown key " + key;
    const Value* its = known != nullptr ? known : others != nullptr && others->is_dict() ? others : nullptr;
    if (its == nullptr) continue;
    if (std::string trouble = schema_trouble(*its, member, path + "." + key); !trouble.empty()) return trouble;
  }
  return "";
}

}  // namespace coldread::test
