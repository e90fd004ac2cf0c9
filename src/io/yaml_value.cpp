#include "io/yaml_value.h"

#include <array>
#include <limits>
#include <map>
#include <utility>

#include "base/error.h"
#include "io/exact_value.h"

namespace coldread {
namespace {

constexpr std::array<std::string_view, 4> kStyles = {"plain", "quoted", "literal", "folded"};

/// The names of files, each once; nodes hold the index.
class Files {
 public:
  std::int64_t index_of(const std::shared_ptr<const std::string>& file) {
    if (file == nullptr) return -1;
    const auto [found, is_new] = indexes_.emplace(*file, std::ssize(names_));
    if (is_new) names_.emplace_back(*file);
    return found->second;
  }
  List names() && { return std::move(names_); }

 private:
  std::map<std::string, std::int64_t> indexes_;
  List names_;
};

Value node_value(const YamlNode& node, Files& files) {
  Dict dict;
  dict.set("at", List{files.index_of(node.file), node.line, node.column});
  if (node.text_line != 0 || node.text_column != 0) dict.set("text", List{node.text_line, node.text_column});
  if (!node.tag.empty()) dict.set("tag", node.tag);
  if (node.style != YamlNode::Style::plain) {
    dict.set("style", kStyles[static_cast<std::size_t>(node.style)]);
  }
  if (!node.warnings.empty()) dict.set("warnings", to_exact(to_list(node.warnings)));
  List items;
  if (node.is_list()) {
    for (const YamlNode& item : node.items) items.push_back(node_value(item, files));
    dict.set("items", std::move(items));
  } else if (node.is_dict()) {
    for (const YamlMember& member : node.members) {
      items.emplace_back(List{member.key, member.line, member.column, node_value(member.value, files)});
    }
    dict.set("members", std::move(items));
  } else {
    dict.set("value", to_exact(node.scalar));
  }
  return dict;
}

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::input, "a stored definition " + what);
}

int number(const Value& value) {
  if (!value.is_int() || value.as_int() < -1 || value.as_int() > std::numeric_limits<int>::max())
    fail("has a place that is none");
  return static_cast<int>(value.as_int());
}

const List& list_of(const Value* value, const char* key, std::size_t size = 0) {
  if (value == nullptr || !value->is_list() || (size > 0 && value->as_list().size() != size))
    fail(std::string("lacks '") + key + "'");
  return value->as_list();
}

class NodeReader {
 public:
  explicit NodeReader(std::vector<std::shared_ptr<const std::string>> files) : files_(std::move(files)) {}

  YamlNode read(const Value& value, int depth) const {
    if (depth > YamlLimits{}.depth * 2) fail("is nested too deep");
    YamlNode node;
    const List& at = list_of(value.find("at"), "at", 3);
    if (const int file = number(at[0]); file >= 0) {
      if (static_cast<std::size_t>(file) >= files_.size()) fail("names a file that it does not have");
      node.file = files_[static_cast<std::size_t>(file)];
    }
    node.line = number(at[1]);
    node.column = number(at[2]);
    if (const Value* text = value.find("text")) {
      const List& place = list_of(text, "text", 2);
      node.text_line = number(place[0]);
      node.text_column = number(place[1]);
    }
    if (const Value* tag = value.find("tag"); tag != nullptr && tag->is_string()) node.tag = tag->as_string();
    if (const Value* style = value.find("style")) node.style = style_of(*style);
    if (const Value* warnings = value.find("warnings")) {
      for (const Value& warning : list_of(warnings, "warnings")) node.warnings.push_back(text_of(warning));
    }
    read_content(value, depth, node);
    return node;
  }

 private:
  static std::string text_of(const Value& value) {
    const Value exact = from_exact(value);
    if (!exact.is_string()) fail("has a warning that is no text");
    return exact.as_string();
  }

  static YamlNode::Style style_of(const Value& value) {
    for (std::size_t i = 0; i < kStyles.size(); ++i) {
      if (value == Value(kStyles[i])) return static_cast<YamlNode::Style>(i);
    }
    fail("has a style that is none");
  }

  void read_content(const Value& value, int depth, YamlNode& node) const {
    if (const Value* scalar = value.find("value")) {
      node.scalar = from_exact(*scalar);
    } else if (const Value* items = value.find("items")) {
      node.kind = YamlNode::Kind::list;
      for (const Value& item : list_of(items, "items")) node.items.push_back(read(item, depth + 1));
    } else {
      node.kind = YamlNode::Kind::dict;
      for (const Value& member : list_of(value.find("members"), "members")) {
        const List& parts = list_of(&member, "members", 4);
        if (!parts[0].is_string()) fail("has a key that is no text");
        node.members.push_back({.key = parts[0].as_string(),
                                .line = number(parts[1]),
                                .column = number(parts[2]),
                                .value = read(parts[3], depth + 1)});
      }
    }
  }

  std::vector<std::shared_ptr<const std::string>> files_;
};

}  // namespace

Value to_placed_value(const YamlNode& node) {
  Files files;
  Value root = node_value(node, files);
  Dict dict;
  dict.set("files", std::move(files).names());
  dict.set("root", std::move(root));
  return dict;
}

YamlNode from_placed_value(const Value& value) {
  std::vector<std::shared_ptr<const std::string>> files;
  for (const Value& name : list_of(value.find("files"), "files")) {
    if (!name.is_string()) fail("names a file that is no text");
    files.push_back(std::make_shared<const std::string>(name.as_string()));
  }
  const Value* root = value.find("root");
  if (root == nullptr) fail("lacks 'root'");
  return NodeReader(std::move(files)).read(*root, 0);
}

}  // namespace coldread
