#include <algorithm>
#include <fnmatch.h>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "dataset/dataset.h"
#include "io/shipped.h"
#include "task/catalogue.h"
#include "task/group.h"
#include "task/loaded_task.h"
#include "task/task.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

bool is_glob(const std::string& pattern) {
  return pattern.find_first_of("*?[") != std::string::npos;
}

bool is_yaml_path(const std::string& pattern) {
  std::error_code too_long;  // a name that no file can have
  return pattern.ends_with(".yaml") || pattern.ends_with(".yml") || fs::is_regular_file(pattern, too_long);
}

/// As lm-evaluation-harness does with --gen_kwargs: nothing where the task generates nothing.
void lay_over_generation(YamlNode& root, const Dict& options) {
  const YamlNode* type = root.find("output_type");
  if (type != nullptr && !(type->is_string() && type->scalar.as_string() == "generate_until")) return;
  Dict own;
  if (const YamlNode* kwargs = root.find("generation_kwargs"); kwargs != nullptr && kwargs->is_dict())
    own = to_value(*kwargs).as_dict();
  for (const auto& [key, value] : options) own.set(key, value);
  Dict over;
  over.set("generation_kwargs", std::move(own));
  overlay(root, to_yaml(over, "gen_kwargs"));
}

}  // namespace

std::vector<fs::path> task_folders(std::span<const fs::path> given) {
  std::vector<fs::path> folders;
  std::error_code ignored;
  const auto add = [&](const fs::path& folder) {
    const auto same = [&](const fs::path& other) { return fs::equivalent(folder, other, ignored); };
    if (std::ranges::none_of(folders, same)) folders.push_back(folder);
  };
  for (const fs::path& folder : given) add(folder);
  for (const fs::path& folder : {fs::path("tasks"), shipped_folder("tasks")}) {
    if (fs::is_directory(folder, ignored)) add(folder);
  }
  return folders;
}

TaskIndex::TaskIndex(std::span<const fs::path> folders, std::span<const fs::path> allowed)
    : catalogue_(std::make_unique<Catalogue>(task_roots(folders, allowed))) {
  for (const fs::path& folder : folders) catalogue_->add_folder(folder);
}
TaskIndex::~TaskIndex() = default;
TaskIndex::TaskIndex(TaskIndex&&) noexcept = default;

std::span<const TaskIndex::Entry> TaskIndex::entries() const {
  return catalogue_->entries;
}

std::span<const std::string> TaskIndex::problems() const {
  return catalogue_->problems;
}

TaskGroup TaskIndex::group(const std::string& name) const {
  if (!catalogue_->groups.contains(name)) {
    throw Error(ErrorCode::usage, "unknown group '" + name + "'" + did_you_mean(name, catalogue_->all_names()));
  }
  return catalogue_->expand(name);
}

std::optional<TaskGroup> TaskIndex::group_of(const std::string& pattern) const {
  if (catalogue_->groups.contains(pattern)) return catalogue_->expand(pattern);
  if (catalogue_->find(pattern) != nullptr || !is_yaml_path(pattern)) return std::nullopt;
  const YamlNode root = catalogue_->files.read(pattern);
  if (root.find("group") == nullptr) return std::nullopt;
  return catalogue_->expand(catalogue_->add_group_file(root, pattern));
}

std::vector<std::string> TaskIndex::select(const std::string& pattern) const {
  if (catalogue_->groups.contains(pattern)) return catalogue_->expand(pattern).leaves();
  if (catalogue_->find(pattern) != nullptr) {
    catalogue_->check_unique(pattern);
    return {pattern};
  }
  if (const auto tag = catalogue_->tags.find(pattern); tag != catalogue_->tags.end()) return tag->second;
  if (pattern.find("::") != std::string::npos) {
    catalogue_->definition(pattern);
    return {pattern};
  }
  if (is_yaml_path(pattern)) {
    const YamlNode root = catalogue_->files.read(pattern);
    if (root.find("group") == nullptr) return {pattern};
    return catalogue_->expand(catalogue_->add_group_file(root, pattern)).leaves();
  }
  if (is_glob(pattern)) {
    std::vector<std::string> names;
    for (const Entry& entry : catalogue_->entries) {
      if (!entry.is_group && ::fnmatch(pattern.c_str(), entry.name.c_str(), 0) == 0) names.push_back(entry.name);
    }
    if (names.empty()) throw Error(ErrorCode::usage, "no task matches '" + pattern + "'");
    for (const std::string& name : names) catalogue_->check_unique(name);
    return names;
  }
  std::string hint = did_you_mean(pattern, catalogue_->all_names());
  // A broken file may be the one that was meant.
  for (const std::string& problem : catalogue_->problems) {
    if (hint.empty() && problem.find(pattern) != std::string::npos) hint = " (" + problem + ")";
  }
  if (hint.empty()) hint = "; coldread tasks ls lists those that are known, --include_path adds a folder of others";
  throw Error(ErrorCode::usage, "unknown task '" + pattern + "'" + hint);
}

std::pair<YamlNode, fs::path> TaskIndex::definition(const std::string& name) const {
  const Catalogue::Definition definition = catalogue_->definition(name);
  return {catalogue_->read(definition), definition.file};
}

TaskFacts TaskIndex::facts(const std::string& name) const {
  const auto [root, file] = definition(name);
  const TaskConfig config = read_task_config(root, file);
  TaskFacts facts;
  facts.name = config.task;
  facts.alias = config.alias;
  facts.description = config.summary;
  facts.output_type = config.output_type;
  facts.version = config.version;
  facts.tags = config.tags;
  facts.num_fewshot = config.num_fewshot.value_or(0);
  facts.config = echo(config, facts.num_fewshot);
  return facts;
}

TaskConfig TaskIndex::config_of(const std::string& name, const TaskOverrides& overrides) const {
  const Catalogue::Definition definition = catalogue_->definition(name);
  YamlNode root = catalogue_->read(definition);
  if (!overrides.fields.empty()) overlay(root, to_yaml(overrides.fields, "settings of task '" + name + "'"));
  if (!overrides.generation.empty()) lay_over_generation(root, overrides.generation);
  return read_task_config(root, definition.file, overrides.name);
}

std::unique_ptr<Task> TaskIndex::load(const std::string& name, const TaskOverrides& overrides) const {
  return std::make_unique<LoadedTask>(config_of(name, overrides), overrides, catalogue_->roots);
}

std::unique_ptr<Task> TaskIndex::load(const std::string& name, const TaskOverrides& overrides,
                                      std::shared_ptr<const TaskRows> rows) const {
  return std::make_unique<LoadedTask>(config_of(name, overrides), overrides.num_fewshot, overrides.compat,
                                      std::move(rows));
}

bool TaskIndex::has_data(const std::string& name, const TaskOverrides& overrides) const {
  const TaskConfig config = config_of(name, overrides);
  const auto node = [](const std::optional<YamlNode>& field) { return field ? &*field : nullptr; };
  const Dataset dataset(
      {.path = node(config.dataset_path), .name = node(config.dataset_name), .kwargs = node(config.dataset_kwargs)},
      config.file.parent_path(), catalogue_->roots);
  const YamlNode* split = config.test_split ? &*config.test_split : node(config.validation_split);
  return split == nullptr || dataset.has(split->scalar.as_string());
}

}  // namespace coldread
