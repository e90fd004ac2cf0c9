#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fmt/format.h>
#include <map>
#include <memory>
#include <utility>

#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/counted.h"
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
  bool strict = false;
};

std::vector<std::filesystem::path> folders_of(const Flags& flags, bool paths_are_folders) {
  if (paths_are_folders && !flags.paths.empty()) {
    std::vector<std::filesystem::path> folders(flags.paths.begin(), flags.paths.end());
    folders.insert(folders.end(), flags.include_paths.begin(), flags.include_paths.end());
    return folders;
  }
  return task_folders(std::vector<std::filesystem::path>(flags.include_paths.begin(), flags.include_paths.end()));
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

/// Of a task, with its documents counted where its data is here.
TaskFacts facts_of(const TaskIndex& index, const std::string& name) {
  try {
    return index.load(name)->facts();
  } catch (const Error& error) {
    if (error.code() != ErrorCode::input) throw;
    return index.facts(name);
  }
}

void show(const Flags& flags) {
  const TaskIndex index(folders_of(flags, false), allowed_of(flags));
  if (flags.paths.empty()) throw Error(ErrorCode::usage, "tasks show needs the name of a task");
  for (const std::string& pattern : flags.paths) {
    for (const std::string& name : index.select(pattern)) {
      const TaskFacts facts = facts_of(index, name);
      if (flags.json) {
        write_line(facts.config);
        continue;
      }
      const std::string documents = facts.documents_total > 0
                                        ? counted(static_cast<std::uint64_t>(facts.documents_total), "document")
                                        : "its data is not here";
      print_text(fmt::format("{}: {}, {}-shot, {}{}\n{}\n", facts.name, documents, facts.num_fewshot, facts.output_type,
                             facts.tags.empty() ? "" : ", tags " + join(facts.tags),
                             to_json(facts.config, {.indent = 2})));
    }
  }
  flush_output();
}

/// What looks like a mistake is shown, what has no effect where that is asked for.
void print_warnings(const TaskCheck& found, bool all) {
  constexpr std::size_t kShown = 50;
  const std::size_t shown = all ? found.doubts.size() : std::min(found.doubts.size(), kShown);
  for (std::size_t i = 0; i < shown; ++i) print_error("warning: " + found.doubts[i]);
  const std::size_t hidden = found.doubts.size() - shown + (all ? 0 : found.warnings.size());
  if (all) {
    for (const std::string& warning : found.warnings) print_error("warning: " + warning);
  } else if (hidden > 0) {
    std::printf("%s shown with --warnings\n", counted(hidden, "more warning").c_str());
  }
}

/// A name of a task or a group in the place of its file.
std::filesystem::path file_of(const std::string& given) {
  std::error_code ignored;
  const std::filesystem::path path = given;
  if (std::filesystem::exists(path, ignored) || path.has_extension()) return path;
  const TaskIndex index(task_folders({}));
  const auto entry = std::ranges::find(index.entries(), given, &TaskIndex::Entry::name);
  return entry == index.entries().end() ? path : entry->file;
}

/// Prints each error and warning, and how many tasks are OK.
int check(const Flags& flags) {
  std::vector<std::filesystem::path> paths;
  for (const std::string& path : flags.paths) paths.push_back(file_of(path));
  std::vector<std::filesystem::path> indexed(flags.include_paths.begin(), flags.include_paths.end());
  if (paths.empty()) paths = std::exchange(indexed, {});
  if (paths.empty()) paths = task_folders({});
  const bool only_files = std::ranges::none_of(paths, [](const auto& path) { return is_directory(path); });
  if (only_files) indexed = task_folders(indexed);
  const std::vector<std::filesystem::path> allowed = allowed_of(flags);
  const TaskCheck found = check_tasks(paths, {.allowed = allowed, .indexed = indexed, .strict = flags.strict});
  if (found.sound == 0 && found.groups == 0 && found.errors.empty()) {
    throw Error(ErrorCode::usage, fmt::format("no task in {}", fmt::join(flags.paths, ", ")));
  }
  for (const std::string& error : found.errors) print_error(error);
  print_warnings(found, flags.warnings);
  const std::size_t without_data = found.sound - std::min(found.sound, found.with_data);
  std::printf("%s, %s; %s with data that was read, %zu whose data is not here, %zu in need of Python\n",
              counted(found.files, "file").c_str(), counted(found.groups, "group").c_str(),
              counted(found.with_data, "task").c_str(), without_data, found.need_python);
  std::printf("%s OK, %s, %s\n", counted(found.sound, "task").c_str(), counted(found.errors.size(), "error").c_str(),
              counted(found.doubts.size() + found.warnings.size(), "warning").c_str());
  flush_output();
  if (found.errors.empty()) return kDone;
  return found.errors.size() == found.data_errors ? 3 : 2;
}

/// A script to bring a task that needs Python, or the line that says that none is needed.
void convert(const Flags& flags) {
  if (flags.paths.empty()) throw Error(ErrorCode::usage, "tasks convert needs the name or the YAML file of a task");
  const TaskIndex index(folders_of(flags, false), allowed_of(flags));
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
  one_value_each(part->add_option("--include_path,--include-path", flags->include_paths,
                                  "a folder of task definitions beside those of coldread; may be repeated"));
  add_allow_path(*part, flags->allowed);
  part->add_flag("--json", flags->json, "one JSON object a line");
  return part;
}

}  // namespace

void add_tasks(CLI::App& app, int& exit_code) {
  CLI::App* tasks = app.add_subcommand("tasks", "lists, shows and checks task definitions");
  tasks->require_subcommand(1);
  tasks->footer(
      "Examples:\n  coldread tasks ls\n  coldread tasks show qa\n  coldread tasks check my_task.yaml\n"
      "  coldread tasks check tasks --strict\n"
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
  CLI::App* checking = add_part(*tasks, "check", "reads every task and its rows without a model",
                                "YAML files, folders, and names of tasks (default: tasks)", flags);
  checking->add_flag("--warnings", flags->warnings, "shows what has no effect, too");
  checking->add_flag("--strict", flags->strict, "a warning is an error");
  checking->callback([flags, &exit_code] { exit_code = check(*flags); });
}

}  // namespace coldread::app
