#include "runner/rescore.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <utility>

#include "base/error.h"
#include "runner/config/memory_budget.h"
#include "runner/execution.h"
#include "runner/folder/default_folder.h"
#include "runner/folder/model_location.h"
#include "runner/folder/stored_run.h"
#include "runner/in_folder.h"
#include "runner/plan/chat.h"
#include "runner/plan/unanswered.h"
#include "task/config_file.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

fs::path without_slash(const fs::path& folder) {
  const fs::path plain = folder.lexically_normal();
  return plain.has_filename() ? plain : plain.parent_path();
}

/// Where config.out asks for, else beside the source.
fs::path folder_of(const fs::path& source, const RunConfig& config) {
  fs::path out = config.out;
  if (out.empty()) out = folder_for(without_slash(source).string() + "-rescored", config);
  std::error_code ignored;
  if (fs::equivalent(source, out, ignored)) {
    throw Error(ErrorCode::usage, {.file = out.string()}, "is the run that is scored anew; choose another --out");
  }
  return out;
}

/// The models of the config, each one of the run's own.
void take_models(const StoredRun& stored, Plan& plan) {
  for (const RunModel& wanted : plan.config.models) {
    const auto found = std::ranges::find_if(stored.plan.models, [&](const PlannedModel& model) {
      return model.config.name == wanted.name && model.config.path == wanted.path &&
             model.config.compute == wanted.compute && model.config.overrides == wanted.overrides;
    });
    if (found == stored.plan.models.end()) {
      throw Error(ErrorCode::usage, {.file = stored.folder.string()},
                  fmt::format("has no answers of model '{}' ({}, {}); coldread run asks it", wanted.name, wanted.path,
                              wanted.compute));
    }
    plan.models.push_back(*found);
    plan.models.back().chat = chat_of(plan.config, found->facts);
  }
}

/// The run's own definitions and rows, with what the config sets of each task laid over it.
void take_stored_tasks(const StoredRun& stored, Plan& plan) {
  plan.groups = stored.plan.groups;
  for (const auto& task : stored.plan.tasks) {
    TaskSource source = task->source();
    for (const RunTask& wanted : plan.config.tasks) {
      const std::string& called = wanted.overrides.name.empty() ? wanted.pattern : wanted.overrides.name;
      if (called != source.name || wanted.overrides.fields.empty()) continue;
      overlay(source.definition, to_yaml(wanted.overrides.fields, "settings of task '" + called + "'"));
    }
    plan.tasks.push_back(make_task(std::move(source)));
    check_rows(*plan.tasks.back(), plan);
  }
}

/// Whether all of the config's tasks are found where a run would look for them.
bool can_look_up(const RunConfig& config) {
  try {
    const TaskIndex index(task_folders(config.include_paths), config.allowed_paths);
    for (const RunTask& task : config.tasks) index.select(task.pattern);
  } catch (const Error&) {  // a folder that is gone, a name that nobody defines
    return false;
  }
  return true;
}

/// Looks the tasks up again; see rescore().
void take_tasks(const StoredRun& stored, const RunFlags& flags, Plan& plan, RunObserver& observer) {
  const bool asked_for = gives(flags, "tasks") || gives(flags, "include_path") || !flags.config_file.empty();
  if (!asked_for && !can_look_up(plan.config)) {
    if (plan.config.limit != stored.plan.config.limit) {
      throw Error(ErrorCode::usage, {.file = stored.folder.string()},
                  "another limit needs the tasks and their data, which are not found here; --include_path names their "
                  "folder");
    }
    observer.on_warning("its tasks are not found here: the definitions and rows that " + stored.folder.string() +
                        " holds are taken; --include_path names a folder of others");
    return take_stored_tasks(stored, plan);
  }
  std::map<std::string, std::shared_ptr<const TaskRows>> rows;
  for (const auto& task : stored.plan.tasks) rows[task->facts().name] = task->source().rows;
  const std::vector<std::string> without_data = resolve_tasks(plan, std::move(rows));
  if (!without_data.empty()) {
    observer.on_warning(fmt::format("the data of {} is not here: the rows that {} holds are taken",
                                    fmt::join(without_data, ", "), stored.folder.string()));
  }
}

/// Says of which tasks fewer documents are left than were answered.
void warn_of_lost_documents(const StoredRun& stored, const Plan& plan, RunObserver& observer) {
  for (const auto& before : stored.plan.tasks) {
    const auto now =
        std::ranges::find_if(plan.tasks, [&](const auto& task) { return task->facts().name == before->facts().name; });
    if (now == plan.tasks.end() || (*now)->documents().size() >= before->documents().size()) continue;
    observer.on_warning(fmt::format("task '{}' has {} documents here; the run answered {}", before->facts().name,
                                    (*now)->documents().size(), before->documents().size()));
  }
}

Plan rescored_plan(const StoredRun& stored, const RunConfig& config, const RunFlags& flags, RunObserver& observer) {
  Plan plan;
  plan.config = config;
  take_models(stored, plan);
  take_tasks(stored, flags, plan, observer);
  warn_of_lost_documents(stored, plan, observer);
  plan.columns = columns_of(plan);
  return plan;
}

/// Finds the models that something is asked of; how many requests that are.
std::int64_t find_models(const StoredRun& stored, PlannedRun& work, const Backend& backend) {
  std::int64_t asked = 0;
  for (std::size_t m = 0; m < work.plan.models.size(); ++m) {
    const Unanswered open = unanswered_of(work.documents[m], stored.journal.answers);
    if (open.requests.empty()) continue;
    asked += std::ssize(open.requests);
    work.plan.models[m].found = find_model_of(stored.folder, work.plan.models[m], backend);
  }
  return asked;
}

/// How many different answers of the source are asked for.
std::int64_t count_reused(const StoredRun& stored, const PlannedRun& work) {
  std::vector<std::string> keys = keys_of(work.documents);
  std::ranges::sort(keys);
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  return std::ranges::count_if(keys, [&](const std::string& key) { return stored.journal.answers.contains(key); });
}

}  // namespace

Rescored rescore(const fs::path& source, const RescoreOptions& options, const Backend& backend, RunObserver& observer) {
  const RunFlags& flags = options.flags;
  observer.on_stage("reading " + source.string());
  const StoredRun stored = read_stored_run(source, ErrorCode::usage);
  RunConfig config = run_config_over(stored.journal.head, flags, {.file = (source / "journal").string()});
  config.out = folder_of(source, config);
  memory_budget(config.memory);  // throws where it is none
  start_threads(config.threads);
  observer.on_stage("reading tasks");
  PlannedRun work{.plan = rescored_plan(stored, config, flags, observer)};
  for (const std::string& doubt : work.plan.doubts) observer.on_warning(doubt);
  observer.on_stage("building prompts");
  work.documents = documents_of(work.plan);
  Rescored rescored;
  rescored.asked = find_models(stored, work, backend);
  rescored.reused = count_reused(stored, work);
  std::vector<fs::path> folders{source};
  rescored.outcome = answer_in_folder(work, {.fresh = options.fresh, .answers = &stored.journal.answers},
                                      model_locations(folders), observer);
  return rescored;
}

}  // namespace coldread
