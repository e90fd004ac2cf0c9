#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "api/value.h"
#include "io/file_roots.h"
#include "io/yaml.h"

namespace coldread {

/// Reads task files and what they include. A base that many tasks include is parsed once.
class ConfigFiles {
 public:
  ConfigFiles() = default;
  /// roots: what included files must lie in, beside the folder of the file that is read.
  explicit ConfigFiles(FileRoots roots) : roots_(std::move(roots)) {}

  /// The file's dict with its includes merged: `include` is a path or a list of them, relative to the including file;
  /// later ones replace keys of earlier ones as a whole, the file's own keys win. `include` itself is gone.
  /// Throws Error(usage): no dict, a missing file, one outside the roots, a cycle (all
  /// files on it are named), includes nested deeper than 16.
  YamlNode read(const std::filesystem::path& file);

 private:
  YamlNode read(const std::filesystem::path& file, const FileRoots& roots, std::vector<std::filesystem::path>& open);

  FileRoots roots_;
  std::map<std::string, YamlNode> bases_;
};

/// Lays a dict's keys over another's, each replaced as a whole.
void overlay(YamlNode& dict, YamlNode over);

/// A value as a node, for settings that come from no YAML file; origin takes the file's place in errors.
YamlNode to_yaml(const Value& value, const std::string& origin);

}  // namespace coldread
