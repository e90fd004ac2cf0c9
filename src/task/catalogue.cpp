#include "task/catalogue.h"

#include <algorithm>
#include <new>
#include <set>
#include <system_error>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "dataset/data_file.h"
#include "io/shipped.h"
#include "template/template.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> tags_of(const YamlNode& root) {
  std::vector<std::string> tags;
  const YamlNode* tag = root.find("tag");
  if (tag == nullptr) return tags;
  for (const YamlNode* item : items_of(*tag)) {
    if (item->is_string()) tags.push_back(item->scalar.as_string());
  }
  return tags;
}

std::string text_at(const YamlNode& root, std::string_view key, const std::string& fallback) {
  const YamlNode* node = root.find(key);
  return node != nullptr && node->is_string() ? node->scalar.as_string() : fallback;
}

TaskIndex::Entry entry_of(const YamlNode& root, const fs::path& file, bool is_group) {
  TaskIndex::Entry entry{.name = text_at(root, is_group ? "group" : "task", ""),
                         .file = file,
                         .tags = tags_of(root),
                         .description = "",
                         .output_type = is_group ? "" : text_at(root, "output_type", "generate_until"),
                         .is_group = is_group};
  if (const YamlNode* metadata = root.find("metadata")) entry.description = text_at(*metadata, "description", "");
  return entry;
}

bool is_hidden_folder(const std::string& name) {
  return name == "__pycache__" || name == ".ipynb_checkpoints";
}

/// "a/b.yaml", but not "a/.yaml", which has no extension.
bool is_yaml_name(std::string_view path) {
  constexpr std::string_view kEnd = ".yaml";
  return path.ends_with(kEnd) && path.size() > kEnd.size() && path[path.size() - kEnd.size() - 1] != '/';
}

/// The order of paths, folder by folder: a slash goes before any other character.
bool path_less(const fs::path& a, const fs::path& b) {
  return std::ranges::lexicographical_compare(a.native(), b.native(), [](char x, char y) {
    const auto rank = [](char c) { return c == '/' ? 0 : static_cast<unsigned char>(c) + 1; };
    return rank(x) < rank(y);
  });
}

std::vector<fs::path> yaml_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code error;
  auto step = fs::recursive_directory_iterator(folder, fs::directory_options::skip_permission_denied, error);
  for (; !error && step != fs::recursive_directory_iterator(); step.increment(error)) {
    std::error_code ignored;  // a link that leads nowhere
    if (step->is_directory(ignored)) {
      if (is_hidden_folder(step->path().filename().string())) step.disable_recursion_pending();
    } else if (is_yaml_name(step->path().native()) && step->is_regular_file(ignored)) {
      files.push_back(step->path());
    }
  }
  if (error == std::errc::not_enough_memory) throw std::bad_alloc();
  if (error) throw Error(ErrorCode::usage, {.file = folder.string()}, "cannot be read: " + error.message());
  std::sort(files.begin(), files.end(), path_less);
  return files;
}

/// What of a file the catalogue keeps.
struct TaskFile {
  std::optional<TaskIndex::Entry> entry;  ///< none: a base that others include
  std::optional<YamlNode> group;
  std::string problem;
};

TaskFile read_one(ConfigFiles& configs, const fs::path& path, const TaskIndex::Catalogue::Visit& visit) {
  TaskFile file;
  try {
    YamlNode root = configs.read(path);
    const bool is_group = root.find("group") != nullptr;
    const YamlNode* name = root.find(is_group ? "group" : "task");
    if (name == nullptr || !name->is_string()) return file;
    file.entry = entry_of(root, path, is_group);
    if (is_group) {
      file.group = std::move(root);
    } else if (visit) {
      visit(root, path);
    }
  } catch (const std::exception& error) {
    file.problem = error.what();
  }
  return file;
}

/// In the order of the paths, on all processors; each thread parses the bases it meets for itself.
std::vector<TaskFile> read_all(const std::vector<fs::path>& paths, const FileRoots& roots,
                               const TaskIndex::Catalogue::Visit& visit) {
  std::vector<TaskFile> files(paths.size());
#pragma omp parallel if (paths.size() > 64)
  {
    ConfigFiles configs(roots);
#pragma omp for schedule(dynamic, 16)
    for (std::size_t i = 0; i < paths.size(); ++i) files[i] = read_one(configs, paths[i], visit);
  }
  return files;
}

YamlNode empty_dict(const YamlNode& like) {
  YamlNode dict;
  dict.kind = YamlNode::Kind::dict;
  dict.file = like.file;
  dict.line = like.line;
  dict.column = like.column;
  return dict;
}

}  // namespace

FileRoots task_roots(std::span<const fs::path> folders, std::span<const fs::path> allowed) {
  std::vector<fs::path> all(folders.begin(), folders.end());
  all.emplace_back(".");
  all.push_back(datasets_folder());
  for (const char* name : {"tasks", "datasets"}) {
    if (fs::path shipped = shipped_folder(name); !shipped.empty()) all.push_back(std::move(shipped));
  }
  all.insert(all.end(), allowed.begin(), allowed.end());
  return FileRoots(all);
}

std::size_t TaskIndex::Catalogue::add_folder(const fs::path& folder, const Visit& visit) {
  std::error_code error;
  if (!fs::is_directory(folder, error)) {
    throw Error(ErrorCode::usage, {.file = folder.string()}, "no such folder of tasks");
  }
  const std::vector<fs::path> paths = yaml_files(folder);
  for (TaskFile& file : read_all(paths, roots, visit)) {
    if (!file.problem.empty()) problems.push_back(std::move(file.problem));
    if (!file.entry) continue;
    const std::string name = file.entry->name;
    if (const auto first = files_by_name_.find(name); first != files_by_name_.end()) {
      std::error_code ignored;
      if (fs::equivalent(first->second, file.entry->file, ignored)) continue;  // one folder lies in another
      duplicates[name] = "'" + name + "' is defined twice: in " + first->second.string() + " and in " +
                         file.entry->file.string() + "; rename one, or name the file of the one that is meant";
      problems.push_back(duplicates[name]);
      continue;
    }
    files_by_name_[name] = file.entry->file;
    if (file.group) groups[name] = std::move(*file.group);
    entries.push_back(std::move(*file.entry));
  }
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  names_.clear();
  tags.clear();
  for (const Entry& entry : entries) {
    if (entry.is_group) continue;
    for (const std::string& tag : entry.tags) tags[tag].push_back(entry.name);
  }
  return paths.size();
}

std::size_t TaskIndex::Catalogue::add_file(const fs::path& file, const Visit& visit) {
  std::error_code error;
  if (!fs::is_regular_file(file, error)) {
    throw Error(ErrorCode::usage, {.file = file.string()}, "no such file or folder of tasks");
  }
  TaskFile read = read_one(files, file, visit);
  if (!read.problem.empty()) {
    problems.push_back(std::move(read.problem));
  } else if (!read.entry) {
    problems.push_back(file.string() + ": holds neither a 'task' nor a 'group'");
  } else if (read.group) {
    add_group_file(*read.group, file);
  }
  return 1;
}

const TaskIndex::Entry* TaskIndex::Catalogue::find(const std::string& name) const {
  const auto at = std::lower_bound(entries.begin(), entries.end(), name,
                                   [](const Entry& entry, const std::string& wanted) { return entry.name < wanted; });
  return at != entries.end() && at->name == name ? &*at : nullptr;
}

const std::vector<std::string>& TaskIndex::Catalogue::all_names() {
  if (names_.empty()) {
    for (const Entry& entry : entries) names_.push_back(entry.name);
    for (const auto& [tag, tasks] : tags) names_.push_back(tag);
  }
  return names_;
}

void TaskIndex::Catalogue::check_unique(const std::string& name) const {
  if (const auto twice = duplicates.find(name); twice != duplicates.end()) {
    throw Error(ErrorCode::usage, twice->second);
  }
}

std::string TaskIndex::Catalogue::add_group_file(const YamlNode& root, const fs::path& file) {
  Entry entry = entry_of(root, file, true);
  const std::string name = entry.name;
  groups[name] = root;
  if (find(name) == nullptr) {
    names_.clear();
    entries.push_back(std::move(entry));
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  }
  return name;
}

TaskGroup TaskIndex::Catalogue::expand(const std::string& group) {
  check_unique(group);
  const YamlNode& root = groups.at(group);
  open_groups_.clear();
  return expand(group, root, empty_dict(root));
}

TaskGroup TaskIndex::Catalogue::expand(const std::string& name, const YamlNode& node, const YamlNode& caller) {
  if (std::find(open_groups_.begin(), open_groups_.end(), name) != open_groups_.end()) {
    throw Error(ErrorCode::usage, node.place(), "group '" + name + "' contains itself");
  }
  open_groups_.push_back(name);
  TaskGroup group{.name = name,
                  .alias = text_at(node, "group_alias", name),
                  .version = "N/A",
                  .tasks = {},
                  .groups = {},
                  .aggregates = {}};
  group.aggregates = read_aggregates(node);
  if (const YamlNode* metadata = node.find("metadata"); metadata != nullptr && metadata->find("version") != nullptr) {
    group.version = python_str(to_value(*metadata->find("version")));
  }
  YamlNode settings = empty_dict(node);
  for (const YamlMember& member : node.members) {
    if (!is_group_key(member.key) && member.key != "tag") settings.members.push_back(member);
  }
  overlay(settings, caller);
  const YamlNode* listed = node.find("task");
  if (listed == nullptr || listed->is_null())
    throw Error(ErrorCode::usage, node.place(), "group '" + name + "' has no 'task' list");
  for (const YamlNode& item : listed->is_list() ? listed->items : std::vector<YamlNode>{*listed}) {
    add_member(group, item, settings);
  }
  open_groups_.pop_back();
  return group;
}

void TaskIndex::Catalogue::add_member(TaskGroup& group, const YamlNode& item, const YamlNode& settings) {
  YamlNode merged = settings;
  std::string name;
  if (item.is_string()) {
    name = item.scalar.as_string();
  } else if (item.is_dict() && item.find("group") != nullptr) {
    name = text_at(item, "group", "");
    if (groups.contains(name)) {
      check_unique(name);
      overlay(merged, item);
      std::erase_if(merged.members, [](const YamlMember& member) { return is_group_key(member.key); });
      group.groups.push_back(expand(name, groups.at(name), merged));
    } else {
      group.groups.push_back(expand(group.name + "::" + name, item, settings));
    }
    return;
  } else if (item.is_dict() && item.find("task") != nullptr) {
    name = text_at(item, "task", "");
    overlay(merged, item);
    std::erase_if(merged.members, [](const YamlMember& member) { return member.key == "task"; });
  } else {
    throw Error(ErrorCode::usage, item.place(),
                "a member of group '" + group.name + "' must be a name or a dict with 'task' or 'group', not " +
                    kind_name(item));
  }
  if (groups.contains(name)) {
    check_unique(name);
    group.groups.push_back(expand(name, groups.at(name), merged));
  } else if (const auto tag = tags.find(name); tag != tags.end() && find(name) == nullptr) {
    for (const std::string& task : tag->second) add_leaf(group, task, merged, item);
  } else {
    add_leaf(group, name, std::move(merged), item);
  }
}

void TaskIndex::Catalogue::add_leaf(TaskGroup& group, const std::string& task, YamlNode settings,
                                    const YamlNode& item) {
  const Entry* entry = find(task);
  if (entry != nullptr) check_unique(task);
  if (entry == nullptr && settings.find("dataset_path") == nullptr && settings.find("include") == nullptr) {
    throw Error(ErrorCode::usage, item.place(),
                "unknown task '" + task + "' in group '" + group.name + "'" + did_you_mean(task, all_names()));
  }
  if (entry != nullptr && settings.members.empty()) {
    group.tasks.push_back(task);
    return;
  }
  const std::string name = group.name + "::" + task;
  if (entry == nullptr)
    overlay(settings, to_yaml(Dict([&] {
                                Dict own;
                                own.set("task", name);
                                return own;
                              }()),
                              *item.file));
  members[name] = {.file = entry != nullptr ? entry->file : fs::path(*item.file),
                   .has_file = entry != nullptr,
                   .settings = std::move(settings)};
  group.tasks.push_back(name);
}

TaskIndex::Catalogue::Definition TaskIndex::Catalogue::definition(const std::string& name) {
  const auto known = [&]() -> std::optional<Definition> {
    if (const auto member = members.find(name); member != members.end()) return member->second;
    const Entry* entry = find(name);
    if (entry == nullptr || entry->is_group) return std::nullopt;
    check_unique(name);
    return Definition{.file = entry->file, .has_file = true, .settings = {}};
  };
  if (auto found = known()) return *found;
  // "group::task" before the group was selected
  if (const auto group = groups.find(name.substr(0, name.find("::"))); group != groups.end()) {
    expand(group->first);
    if (auto found = known()) return *found;
  }
  std::error_code error;
  if (fs::is_regular_file(name, error)) return {.file = name, .has_file = true, .settings = {}};
  throw Error(ErrorCode::usage, "unknown task '" + name + "'" + did_you_mean(name, all_names()));
}

YamlNode TaskIndex::Catalogue::read(const Definition& definition) {
  if (!definition.has_file) return definition.settings;
  YamlNode root = files.read(definition.file);
  overlay(root, definition.settings);
  return root;
}

}  // namespace coldread
