#include <algorithm>
#include <utility>

#include "base/suggest.h"
#include "io/yaml.h"

namespace coldread {

const YamlMember* YamlNode::find_member(std::string_view key) const {
  const auto found = std::find_if(members.begin(), members.end(), [&](const YamlMember& m) { return m.key == key; });
  return found == members.end() ? nullptr : &*found;
}

const YamlNode* YamlNode::find(std::string_view key) const {
  const YamlMember* member = find_member(key);
  return member == nullptr ? nullptr : &member->value;
}

const YamlNode& unique_keys(const YamlNode& root) {
  constexpr std::string_view kConsequence = "; this one counts";
  if (root.warnings.empty()) return root;
  std::string what = root.warnings.front();
  if (what.ends_with(kConsequence)) what.resize(what.size() - kConsequence.size());
  throw Error(ErrorCode::usage, what);
}

Value to_value(const YamlNode& node) {
  if (!node.tag.empty()) {
    throw Error(ErrorCode::usage, node.place(), "a plain value is needed here, not " + kind_name(node));
  }
  if (node.kind == YamlNode::Kind::list) {
    List list;
    list.reserve(node.items.size());
    for (const YamlNode& item : node.items) list.push_back(to_value(item));
    return list;
  }
  if (node.kind == YamlNode::Kind::dict) {
    Dict dict;
    for (const YamlMember& member : node.members) dict.set(member.key, to_value(member.value));
    return dict;
  }
  return node.scalar;
}

std::string kind_name(const YamlNode& node) {
  if (!node.tag.empty()) return node.scalar.is_string() ? node.tag + " " + node.scalar.as_string() : node.tag;
  if (node.kind == YamlNode::Kind::list) return "list";
  if (node.kind == YamlNode::Kind::dict) return "dict";
  return std::string(kind_name(node.scalar.kind()));
}

void fail_at(const YamlNode& node, const std::string& message) {
  throw Error(ErrorCode::usage, node.place(), message);
}

NamedValue named(const YamlNode& node, std::string name) {
  static const Value none;
  const bool plain = node.kind == YamlNode::Kind::scalar && node.tag.empty();
  return {plain ? node.scalar : none, std::move(name), node.place(), kind_name(node)};
}

std::vector<const YamlNode*> items_of(const YamlNode& node) {
  std::vector<const YamlNode*> items;
  if (!node.is_list()) return {&node};
  for (const YamlNode& item : node.items) items.push_back(&item);
  return items;
}

std::vector<std::string> texts_of(const YamlNode& node, const std::string& name) {
  std::vector<std::string> texts;
  for (const YamlNode* item : items_of(node)) {
    if (!item->is_string()) named(*item, name).refuse("a string or a list of strings");
    texts.push_back(item->scalar.as_string());
  }
  return texts;
}

void check_keys(const YamlNode& dict, std::span<const std::string> known, const std::string& where) {
  for (const YamlMember& member : dict.members) {
    if (std::find(known.begin(), known.end(), member.key) != known.end()) continue;
    const YamlNode& origin = member.value.file ? member.value : dict;
    const Place place{.file = origin.file ? *origin.file : std::string(), .line = member.line, .column = member.column};
    throw Error(
        ErrorCode::usage, place,
        "unknown key '" + member.key + "'" + (where.empty() ? "" : " in " + where) + did_you_mean(member.key, known));
  }
}

}  // namespace coldread
