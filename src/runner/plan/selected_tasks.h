#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "runner/config/run_config.h"
#include "task/group.h"
#include "task/task.h"

namespace coldread {

/// The tasks and groups that a run names, each loaded once and under a name of its own.
class SelectedTasks {
 public:
  /// Rows by what a task is called, for those whose data is not here.
  using Rows = std::map<std::string, std::shared_ptr<const TaskRows>>;

  /// Reads the folders. Throws Error(usage).
  explicit SelectedTasks(const RunConfig& config, Rows rows = {});

  /// Loads what one entry of a config stands for. Each load goes through attempt, which may keep its error for later.
  /// A task of a group that changes its settings is called by its own name, or "group::task" where that one is taken.
  /// Throws Error(usage): an unknown name, one task with different settings under one name.
  using Attempt = std::function<void(const std::function<void()>& load)>;
  void add(const RunTask& wanted, const Attempt& attempt);

  /// After the last add(). Throws Error(usage) where the config's `samples` name a task that was not added.
  void demand_samples_used() const;
  std::vector<std::unique_ptr<Task>> take_tasks() { return std::move(tasks_); }
  /// Tasks that took the given rows in place of their data.
  const std::vector<std::string>& without_data() const { return without_data_; }
  /// The groups that were added, with tasks as they are called.
  std::vector<TaskGroup> groups() const;

 private:
  void load(const std::string& name, const RunTask& wanted);
  /// What the definition of a task that may be named by its file calls it.
  std::string own_name(const std::string& name) const;
  std::optional<DocumentIds> samples_of(const std::string& name);
  bool is_taken(const std::string& name) const;
  std::unique_ptr<Task> load_one(const std::string& name, const TaskOverrides& overrides);

  TaskIndex index_;
  Compat compat_;
  Rows rows_;
  std::vector<std::string> without_data_;
  std::map<std::string, DocumentIds> samples_;  ///< by task
  std::set<std::string> sampled_;               ///< those of them that were asked for
  std::vector<std::unique_ptr<Task>> tasks_;
  std::vector<TaskGroup> groups_;             ///< tasks by the index's names
  std::map<std::string, std::string> names_;  ///< the index's name -> what it is called
  std::map<std::string, Value> settings_;     ///< what a task is called -> what it was asked for with
};

}  // namespace coldread
