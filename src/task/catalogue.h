#pragma once

#include <filesystem>
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "io/yaml.h"
#include "task/config_file.h"
#include "task/group.h"
#include "task/task.h"

namespace coldread {

/// What files of tasks must lie in: the folders of tasks, the working directory, the folder of data sets, and those
/// that are allowed beside.
FileRoots task_roots(std::span<const std::filesystem::path> folders, std::span<const std::filesystem::path> allowed);

/// What the folders hold, and what members of groups stand for.
struct TaskIndex::Catalogue {
  explicit Catalogue(FileRoots allowed) : roots(std::move(allowed)), files(roots) {}

  /// A task's config: its file, with a group's settings over it. A task that only a group defines has no file.
  struct Definition {
    std::filesystem::path file;
    bool has_file = true;
    YamlNode settings;  ///< a dict, may be empty
  };

  /// A task's dict with its includes, on its way into the catalogue. Called from several threads at once.
  using Visit = std::function<void(const YamlNode& root, const std::filesystem::path& file)>;
  /// How many YAML files there are.
  std::size_t add_folder(const std::filesystem::path& folder, const Visit& visit = {});
  /// A single file; the same, 1.
  std::size_t add_file(const std::filesystem::path& file, const Visit& visit);
  /// A group's YAML that is named by its path.
  std::string add_group_file(const YamlNode& root, const std::filesystem::path& file);
  TaskGroup expand(const std::string& group);
  const Entry* find(const std::string& name) const;
  /// Of tasks, groups and tags, to suggest one.
  const std::vector<std::string>& all_names();
  /// Throws where two files define the name.
  void check_unique(const std::string& name) const;
  Definition definition(const std::string& name);
  YamlNode read(const Definition& definition);

  FileRoots roots;
  ConfigFiles files;
  std::vector<Entry> entries;  ///< sorted by name
  std::map<std::string, std::vector<std::string>> tags;
  std::map<std::string, YamlNode> groups;
  std::map<std::string, std::string> duplicates;  ///< name -> what is wrong
  std::map<std::string, Definition> members;      ///< "group::task": tasks with a group's settings
  std::vector<std::string> problems;

 private:
  TaskGroup expand(const std::string& name, const YamlNode& group, const YamlNode& caller);
  void add_member(TaskGroup& group, const YamlNode& item, const YamlNode& settings);
  void add_leaf(TaskGroup& group, const std::string& task, YamlNode settings, const YamlNode& item);

  std::map<std::string, std::filesystem::path> files_by_name_;
  std::vector<std::string> names_;        ///< made when first asked for
  std::vector<std::string> open_groups_;  ///< being expanded, to find circles
};

}  // namespace coldread
