#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>

#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "io/json.h"
#include "task/check.h"
#include "task/conversion.h"
#include "task/task.h"

namespace coldread::app {
namespace {

struct Flags {
  std::vector<std::string> paths;
  std::vector<std::string> include_paths;
  std::vector<std::string> allowed;
  bool json = false;
  bool warnings = false;
};

std::vector<std::filesystem::path> folders_of(const Flags& flags, bool paths_are_folders) {
  std::vector<std::filesystem::path> folders(flags.include_paths.begin(), flags.include_paths.end());
  if (paths_are_folders) folders.insert(folders.end(), flags.paths.begin(), flags.paths.end());
  if (folders.empty()) folders.emplace_back("tasks");
  return folders;
}

std::vector<std::filesystem::path> allowed_of(const Flags& flags) {
  return {flags.allowed.begin(), flags.allowed.end()};
}

std::string join(const std::vector<std::string>& words) {
  return fmt::format("{}", fmt::join(words, ", "));
}

Value to_value(const TaskIndex::Entry& entry) {
  Dict dict;
  dict.set("name", entry.name);
  dict.set("kind", entry.is_group ? "group" : "task");
  dict.set("output_type", entry.output_type);
  dict.set("tags", to_list(entry.tags));
  dict.set("description", entry.description);
  dict.set("file", entry.file.string());
  return dict;
}

/// How many tasks a group stands for, or that it does not expand (tasks check says why).
std::string group_kind(const TaskIndex& index, const std::string& name) {
  try {
    return fmt::format("group of {}", index.select(name).size());
  } catch (const Error&) {
    return "group with errors";
  }
}

std::map<std::string, std::size_t> tag_counts(const TaskIndex& index) {
  std::map<std::string, std::size_t> counts;
  for (const auto& entry : index.entries()) {
    for (const std::string& tag : entry.tags) counts[tag] += entry.is_group ? 0 : 1;
  }
  return counts;
}

void list(const Flags& flags) {
  const TaskIndex index(folders_of(flags, true), allowed_of(flags));
  std::size_t width = 4;
  std::size_t tasks = 0;
  for (const auto& entry : index.entries()) {
    width = std::max(width, entry.name.size());
    tasks += entry.is_group ? 0 : 1;
  }
  for (const auto& entry : index.entries()) {
    if (flags.json) {
      write_line(to_value(entry));
    } else {
      const std::string kind = entry.is_group ? group_kind(index, entry.name) : entry.output_type;
      print_text(fmt::format("{:<{}}  {:<21}  {}\n", entry.name, width, kind, entry.description));
    }
  }
  if (!flags.json) {
    std::fputs(fmt::format("\n{} tasks, {} groups\n", tasks, index.entries().size() - tasks).c_str(), stdout);
    std::string tags;
    for (const auto& [tag, count] : tag_counts(index))
      tags += fmt::format("{}{} {}", tags.empty() ? "" : ", ", tag, count);
    if (!tags.empty()) print_text("tags: " + tags + "\n");
  }
  flush_output();
}

void show(const Flags& flags) {
  const TaskIndex index(folders_of(flags, false), allowed_of(flags));
  if (flags.paths.empty()) throw Error(ErrorCode::usage, "tasks show needs the name of a task");
  for (const std::string& pattern : flags.paths) {
    for (const std::string& name : index.select(pattern)) {
      const auto task = index.load(name);
      const TaskFacts& facts = task->facts();
      if (flags.json) {
        write_line(facts.config);
        continue;
      }
      print_text(fmt::format("{}: {} documents, {}-shot, {}{}\n{}\n", facts.name, facts.documents_total,
                             facts.num_fewshot, facts.output_type,
                             facts.tags.empty() ? "" : ", tags " + join(facts.tags),
                             to_json(facts.config, {.indent = 2})));
    }
  }
  flush_output();
}

/// Prints each error and how many tasks are sound.
int check(const Flags& flags) {
  const TaskCheck found = check_tasks(folders_of(flags, true), allowed_of(flags));
  for (const std::string& error : found.errors) print_error(error);
  if (flags.warnings) {
    for (const std::string& warning : found.warnings) print_error("warning: " + warning);
  }
  std::printf("%zu tasks are sound, %zu have errors\n", found.sound, found.broken);
  std::printf("%zu files, %zu groups; %zu tasks with data that was read; %zu need Python; %zu warnings%s\n",
              found.files, found.groups, found.with_data, found.need_python, found.warnings.size(),
              found.warnings.empty() || flags.warnings ? "" : " (--warnings shows them)");
  flush_output();
  return found.errors.empty() ? kDone : 2;
}

/// A script to bring a task that needs Python, or the line that says that none is needed.
void convert(const Flags& flags) {
  if (flags.paths.empty()) throw Error(ErrorCode::usage, "tasks convert needs the name or the YAML file of a task");
  std::vector<std::filesystem::path> folders(flags.include_paths.begin(), flags.include_paths.end());
  if (folders.empty() && std::filesystem::is_directory("tasks")) folders.emplace_back("tasks");
  const TaskIndex index(folders, allowed_of(flags));
  for (const std::string& pattern : flags.paths) {
    for (const std::string& name : index.select(pattern)) {
      const auto [root, file] = index.definition(name);
      const Conversion conversion = conversion_of(root, file.string());
      std::fputs((conversion.script.empty() ? conversion.summary + "\n" : conversion.script).c_str(), stdout);
    }
  }
  flush_output();
}

CLI::App* add_part(CLI::App& tasks, const char* name, const char* what, const char* paths,
                   const std::shared_ptr<Flags>& flags) {
  CLI::App* part = tasks.add_subcommand(name, what);
  part->add_option("path", flags->paths, paths);
  part->add_option("--include_path,--include-path", flags->include_paths,
                   "folders of task definitions (default: tasks)");
  add_allow_path(*part, flags->allowed);
  part->add_flag("--json", flags->json, "one JSON object a line");
  return part;
}

}  // namespace

void add_tasks(CLI::App& app, int& exit_code) {
  CLI::App* tasks = app.add_subcommand("tasks", "lists, shows and checks task definitions");
  tasks->require_subcommand(1);
  tasks->footer(
      "Examples:\n  coldread tasks ls\n  coldread tasks show qa\n  coldread tasks check tasks\n"
      "  coldread tasks convert my_task.yaml > bring_my_task.py");
  auto flags = std::make_shared<Flags>();
  add_part(*tasks, "ls", "names, kinds and descriptions", "folders (default: tasks)", flags)
      ->callback([flags, &exit_code] {
        list(*flags);
        exit_code = kDone;
      });
  add_part(*tasks, "show", "a task as it is run, every default filled in", "names, tags or globs", flags)
      ->callback([flags, &exit_code] {
        show(*flags);
        exit_code = kDone;
      });
  add_part(*tasks, "convert", "how to bring a task that needs Python: prints a script", "names or YAML files", flags)
      ->callback([flags, &exit_code] {
        convert(*flags);
        exit_code = kDone;
      });
  CLI::App* checking = add_part(*tasks, "check", "reads every task without a model", "folders (default: tasks)", flags);
  checking->add_flag("--warnings", flags->warnings, "shows what has no effect, too");
  checking->callback([flags, &exit_code] { exit_code = check(*flags); });
}

}  // namespace coldread::app
