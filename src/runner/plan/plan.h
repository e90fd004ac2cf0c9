#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "api/report.h"
#include "engine/backend.h"
#include "runner/config/run_config.h"
#include "task/group.h"
#include "task/task.h"

namespace coldread {

struct PlannedModel {
  RunModel config;
  std::shared_ptr<const FoundModel> found;  ///< null in the plan of a stored run
  ModelFacts facts;
  std::string settings_digest;              ///< FoundModel's
  ChatFormat chat;                          ///< how the run lays out its prompts
  std::vector<std::string> control_tokens;  ///< texts that its tokenizer takes for special tokens
};

/// One column of the report: a model under one sampling setting and seed.
struct PlannedColumn {
  std::size_t model = 0;  ///< index into Plan::models
  RunColumn run;
  bool overrides_sampling = false;                               ///< the setting replaces the tasks' own
  std::optional<std::int64_t> max_tokens = std::nullopt;         ///< replaces the tasks' own
  std::optional<std::vector<std::string>> until = std::nullopt;  ///< replaces the tasks' own
  bool first_of_model = false;  ///< tasks that generate nothing are run in this column alone
};

/// A config with everything it names found and checked: tasks and their data loaded, templates compiled, models found
/// and their headers and tokenizers read. No weights are loaded yet.
struct Plan {
  RunConfig config;
  std::vector<PlannedModel> models;
  std::vector<std::unique_ptr<Task>> tasks;
  std::vector<TaskGroup> groups;  ///< those that were asked for; their tasks are named as in `tasks`
  std::vector<PlannedColumn> columns;
  std::vector<std::string> doubts;    ///< what of tasks, rows and settings looks like a mistake, a line each
  std::vector<std::string> warnings;  ///< these, and what has no effect
};

/// Adds what is to be said of a task and its rows to a plan's doubts and warnings. Throws Error(usage or input) where
/// no document can be scored.
void check_rows(const Task& task, Plan& plan);

/// Adds what is to be said of settings that nothing reads, once all tasks are there.
void check_settings(Plan& plan);

/// The columns of a plan whose config and models are there.
std::vector<PlannedColumn> columns_of(const Plan& plan);

/// Throws one Error that lists everything that is wrong, a line each.
Plan resolve(const RunConfig& config, const Backend& backend);

/// Tasks and groups of a config whose models are there, for a plan that lists all that is wrong with them. rows: as
/// SelectedTasks takes them; returns the tasks that took those.
std::vector<std::string> resolve_tasks(Plan& plan, std::map<std::string, std::shared_ptr<const TaskRows>> rows);

/// How a run opens one of its models.
OpenOptions open_options(const RunConfig& config, const RunModel& model);

}  // namespace coldread
