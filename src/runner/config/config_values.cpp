#include "runner/config/config_values.h"

namespace coldread {

Error wrong(const YamlNode& node, const std::string& what, const std::string& wanted) {
  return {ErrorCode::usage, node.place(), what + " must be " + wanted + ", not a " + kind_name(node)};
}

std::string string_of(const YamlNode& node, const std::string& what) {
  if (!node.is_string()) throw wrong(node, what, "a string");
  return node.scalar.as_string();
}

bool bool_of(const YamlNode& node, const std::string& what) {
  if (node.kind != YamlNode::Kind::scalar || !node.scalar.is_bool()) throw wrong(node, what, "true or false");
  return node.scalar.as_bool();
}

std::int64_t count_of(const YamlNode& node, const std::string& what, std::int64_t least) {
  if (node.kind != YamlNode::Kind::scalar || !node.scalar.is_int()) throw wrong(node, what, "an integer");
  if (node.scalar.as_int() < least) {
    throw Error(ErrorCode::usage, node.place(), what + " must be " + std::to_string(least) + " or more");
  }
  return node.scalar.as_int();
}

std::vector<const YamlNode*> items_of(const YamlNode& node) {
  std::vector<const YamlNode*> items;
  if (!node.is_list()) return {&node};
  for (const YamlNode& item : node.items) items.push_back(&item);
  return items;
}

}  // namespace coldread
