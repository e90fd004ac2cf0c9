#include "runner/plan/selected_tasks.h"

#include <algorithm>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "runner/config/config_entries.h"

namespace coldread {
namespace {

Value settings_of(const RunTask& wanted, const std::string& name) {
  Dict settings = to_value(wanted);
  settings.erase("name");
  settings.set("task", name);
  return settings;
}

void rename(TaskGroup& group, const std::map<std::string, std::string>& names) {
  for (std::string& task : group.tasks) {
    if (const auto found = names.find(task); found != names.end()) task = found->second;
  }
  for (TaskGroup& child : group.groups) rename(child, names);
}

}  // namespace

SelectedTasks::SelectedTasks(const RunConfig& config, Rows rows)
    : index_(task_folders(config.include_paths), config.allowed_paths),
      compat_(config.compat),
      rows_(std::move(rows)),
      samples_(config.samples) {}

std::unique_ptr<Task> SelectedTasks::load_one(const std::string& name, const TaskOverrides& overrides) {
  if (rows_.empty()) return index_.load(name, overrides);
  const std::string called = overrides.name.empty() ? own_name(name) : overrides.name;
  const auto rows = rows_.find(called);
  if (rows == rows_.end() || index_.has_data(name, overrides)) return index_.load(name, overrides);
  without_data_.push_back(called);
  return index_.load(name, overrides, rows->second);
}

std::string SelectedTasks::own_name(const std::string& name) const {
  const auto definition = index_.definition(name);
  const YamlNode* own = definition.first.find("task");
  return own != nullptr && own->is_string() ? own->scalar.as_string() : name;
}

std::optional<DocumentIds> SelectedTasks::samples_of(const std::string& name) {
  const auto found = samples_.find(own_name(name));
  if (found == samples_.end()) return std::nullopt;
  sampled_.insert(found->first);
  return found->second;
}

void SelectedTasks::demand_samples_used() const {
  std::vector<std::string> names;
  for (const auto& task : tasks_) names.push_back(task->facts().name);
  for (const auto& [task, ids] : samples_) {
    if (sampled_.contains(task)) continue;
    throw Error(ErrorCode::usage,
                "samples name '" + task + "', which is no task of this run" + did_you_mean(task, names));
  }
}

bool SelectedTasks::is_taken(const std::string& name) const {
  return std::ranges::any_of(tasks_, [&](const auto& task) { return task->facts().name == name; });
}

void SelectedTasks::load(const std::string& name, const RunTask& wanted) {
  const std::string& asked = wanted.overrides.name.empty() ? name : wanted.overrides.name;
  const Value settings = settings_of(wanted, name);
  if (const auto before = settings_.find(asked); before != settings_.end()) {
    if (before->second == settings) return;  // named twice, by a tag and by itself
    throw Error(ErrorCode::usage,
                "task '" + asked + "' is listed twice with different settings; give one of them a 'name'");
  }
  TaskOverrides overrides = wanted.overrides;
  overrides.compat = compat_;
  if (!samples_.empty()) overrides.documents = samples_of(name);
  std::unique_ptr<Task> task = load_one(name, overrides);
  if (is_taken(task->facts().name)) {
    overrides.name = asked;
    task = load_one(name, overrides);
  }
  settings_[asked] = settings;
  names_[name] = task->facts().name;
  tasks_.push_back(std::move(task));
}

void SelectedTasks::add(const RunTask& wanted, const Attempt& attempt) {
  const std::vector<std::string> names = index_.select(wanted.pattern);
  if (!wanted.overrides.name.empty() && names.size() > 1) {
    throw Error(ErrorCode::usage, "'" + wanted.pattern + "' stands for " + std::to_string(names.size()) +
                                      " tasks, which cannot share the name '" + wanted.overrides.name + "'");
  }
  for (const std::string& name : names) attempt([&] { load(name, wanted); });
  const auto group = index_.group_of(wanted.pattern);
  if (!group) return;
  const bool known = std::ranges::any_of(groups_, [&](const TaskGroup& other) { return other.name == group->name; });
  if (!known) groups_.push_back(*group);
}

std::vector<TaskGroup> SelectedTasks::groups() const {
  std::vector<TaskGroup> groups = groups_;
  for (TaskGroup& group : groups) rename(group, names_);
  return groups;
}

}  // namespace coldread
