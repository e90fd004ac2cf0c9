#include "task/config_file.h"

#include <algorithm>
#include <utility>

#include "base/error.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMaxIncludes = 16;

YamlNode to_yaml(const Value& value, const std::shared_ptr<const std::string>& file) {
  YamlNode node;
  node.file = file;
  if (value.is_list()) {
    node.kind = YamlNode::Kind::list;
    for (const Value& item : value.as_list()) node.items.push_back(to_yaml(item, file));
  } else if (value.is_dict()) {
    node.kind = YamlNode::Kind::dict;
    for (const auto& [key, item] : value.as_dict()) {
      node.members.push_back({.key = key, .line = 0, .column = 0, .value = to_yaml(item, file)});
    }
  } else {
    node.scalar = value;
  }
  return node;
}

}  // namespace

YamlNode to_yaml(const Value& value, const std::string& origin) {
  return to_yaml(value, std::make_shared<const std::string>(origin));
}

void overlay(YamlNode& dict, YamlNode over) {
  if (dict.members.empty()) {
    dict.members = std::move(over.members);
    return;
  }
  for (YamlMember& member : over.members) {
    const auto same = std::find_if(dict.members.begin(), dict.members.end(),
                                   [&](const YamlMember& other) { return other.key == member.key; });
    if (same == dict.members.end()) {
      dict.members.push_back(std::move(member));
    } else {
      *same = std::move(member);
    }
  }
}

YamlNode ConfigFiles::read(const fs::path& file) {
  std::vector<fs::path> open;
  return read(file, roots_.with(file.parent_path()), open);
}

YamlNode ConfigFiles::read(const fs::path& file, const FileRoots& roots, std::vector<fs::path>& open) {
  const bool is_base = !open.empty();
  const fs::path key = file.lexically_normal();
  if (const auto found = bases_.find(key.string()); found != bases_.end()) return found->second;
  open.push_back(key);
  YamlNode node = read_yaml_file(file);
  if (!node.is_dict() || !node.tag.empty()) {
    throw Error(ErrorCode::usage, {.file = file.string()},
                "a task file must be a dict of keys, not " + kind_name(node));
  }
  if (const YamlNode* include = node.find("include"); include != nullptr) {
    YamlNode merged;
    merged.kind = YamlNode::Kind::dict;
    merged.file = node.file;
    merged.line = node.line;
    merged.column = node.column;
    merged.warnings = node.warnings;
    const std::vector<YamlNode> paths = include->is_list() ? include->items : std::vector<YamlNode>{*include};
    for (const YamlNode& path : paths) {
      if (!path.is_string())
        throw Error(ErrorCode::usage, path.place(), "include takes file names, not " + kind_name(path));
      const fs::path base = (file.parent_path() / path.scalar.as_string()).lexically_normal();
      if (std::find(open.begin(), open.end(), base) != open.end()) {
        std::string cycle;
        for (const fs::path& step : open) cycle += step.string() + " -> ";
        throw Error(ErrorCode::usage, path.place(), "include goes in a circle: " + cycle + base.string());
      }
      if (open.size() > kMaxIncludes) {
        throw Error(ErrorCode::usage, path.place(), "includes are nested deeper than 16 files");
      }
      if (!bases_.contains(base)) roots.check(base, path.place());
      std::error_code error;
      if (!fs::exists(base, error)) {
        throw Error(ErrorCode::usage, path.place(), "included file " + base.string() + " does not exist");
      }
      YamlNode included = read(base, roots, open);
      merged.warnings.insert(merged.warnings.end(), included.warnings.begin(), included.warnings.end());
      overlay(merged, std::move(included));
    }
    overlay(merged, std::move(node));
    std::erase_if(merged.members, [](const YamlMember& member) { return member.key == "include"; });
    node = std::move(merged);
  }
  open.pop_back();
  if (is_base) bases_.emplace(key.string(), node);
  return node;
}

}  // namespace coldread
