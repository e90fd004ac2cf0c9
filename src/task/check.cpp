#include "task/check.h"

#include <algorithm>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <utility>

#include "base/error.h"
#include "dataset/dataset.h"
#include "task/catalogue.h"
#include "task/field.h"
#include "task/generation.h"
#include "task/loaded_task.h"
#include "task/metric_list.h"
#include "task/pipeline.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

struct FileCheck {
  std::vector<std::string> errors, doubts, warnings;
  std::size_t data_errors = 0;  ///< of the errors
  bool needs_python = false;
  bool with_data = false;
};

void collect(std::vector<std::string>& errors, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    errors.emplace_back(error.what());
  }
}

/// Where files of data are read.
void collect_of_data(FileCheck& found, const std::function<void()>& action) {
  try {
    action();
  } catch (const Error& error) {
    found.errors.emplace_back(error.what());
    found.data_errors += error.code() == ErrorCode::input ? 1u : 0u;
  }
}

void compile(const char* key, const std::optional<YamlNode>& node, const RecipeUser& user,
             std::vector<std::string>& errors) {
  if (node) collect(errors, [&] { Field(key, *node, {}, user); });
}

void check_fields(const TaskConfig& config, std::vector<std::string>& errors) {
  compile("doc_to_text", config.doc_to_text, config.user, errors);
  compile("doc_to_target", config.doc_to_target, config.user, errors);
  compile("doc_to_choice", config.doc_to_choice, config.user, errors);
  compile("description", config.description, config.user, errors);
  compile("gen_prefix", config.gen_prefix, config.user, errors);
  const auto own = [&](const char* key, const std::optional<YamlNode>& node, const std::optional<YamlNode>& inherited) {
    if (node && (!inherited || node->line != inherited->line)) compile(key, node, config.user, errors);
  };
  own("fewshot_config.doc_to_text", config.fewshot.doc_to_text, config.doc_to_text);
  own("fewshot_config.doc_to_target", config.fewshot.doc_to_target, config.doc_to_target);
  own("fewshot_config.doc_to_choice", config.fewshot.doc_to_choice, config.doc_to_choice);
}

void check_metrics(const TaskConfig& config, std::vector<std::string>& warnings) {
  const ResultsFunction* results = config.python_class != nullptr ? &config.python_class->results
                                   : config.process_results
                                       ? port_of<ResultsFunction>(config.user, *config.process_results)
                                       : nullptr;
  std::vector<std::size_t> order;
  results != nullptr ? read_result_metrics(config, *results, order, warnings) : read_metrics(config, warnings);
}

bool is_data_here(const TaskConfig& config, const FileRoots& roots) {
  const auto node = [](const std::optional<YamlNode>& field) { return field ? &*field : nullptr; };
  const Dataset dataset(
      {.path = node(config.dataset_path), .name = node(config.dataset_name), .kwargs = node(config.dataset_kwargs)},
      config.file.parent_path(), roots);
  std::vector<std::string> splits;
  const YamlNode* split = config.test_split ? &*config.test_split : node(config.validation_split);
  if (split != nullptr) splits.push_back(split->scalar.as_string());
  return split != nullptr && dataset.has(splits.front());
}

FileCheck check_task(const YamlNode& root, const fs::path& file, const FileRoots& roots) {
  FileCheck found;
  const RecipeUser user = recipe_user(root);
  for (const FunctionUse& use : functions_of(root)) {
    found.needs_python = found.needs_python || find_port(user, use) == nullptr;
  }
  std::optional<TaskConfig> config;
  collect(found.errors, [&] { config = read_task_config(root, file); });
  if (!config) return found;
  found.doubts = config->doubts;
  found.warnings = config->warnings;
  collect(found.errors, [&] { check_metrics(*config, found.warnings); });
  collect(found.errors, [&] { read_pipelines(*config); });
  if (config->output_type == "generate_until") {
    const Place place = config->generation_kwargs ? config->generation_kwargs->place() : Place{.file = file.string()};
    collect(found.errors, [&] {
      const auto settings = read_generation_settings(config->generation, place);
      found.warnings.insert(found.warnings.end(), settings.warnings.begin(), settings.warnings.end());
    });
  }
  check_fields(*config, found.errors);
  if (!config->test_split && !config->validation_split) {
    found.errors.push_back(file.string() + ": has neither 'test_split' nor 'validation_split'");
  }
  collect_of_data(found, [&] { found.with_data = is_data_here(*config, roots); });
  if (found.with_data && found.errors.empty()) {
    collect_of_data(found, [&] {
      const LoadedTask task(*config, {}, roots);
      task.requests(task.documents().front());
      found.warnings.assign(task.warnings().begin(), task.warnings().end());
      found.doubts = task.check_rows();
    });
  }
  return found;
}

void append(std::vector<std::string>& list, const std::vector<std::string>& more) {
  list.insert(list.end(), more.begin(), more.end());
}

void be_strict(FileCheck& check) {
  append(check.errors, std::exchange(check.doubts, {}));
  append(check.errors, std::exchange(check.warnings, {}));
}

void add(const FileCheck& check, TaskCheck& total) {
  append(total.errors, check.errors);
  total.data_errors += check.data_errors;
  append(total.doubts, check.doubts);
  append(total.warnings, check.warnings);
  ++(check.errors.empty() ? total.sound : total.broken);
  total.need_python += check.needs_python ? 1u : 0u;
  total.with_data += check.errors.empty() && check.with_data ? 1u : 0u;
}

/// Of a base that several tasks include, each says the same.
void drop_repeated(std::vector<std::string>& lines) {
  std::set<std::string> seen;
  std::erase_if(lines, [&](const std::string& line) { return !seen.insert(line).second; });
}

/// The folders among the paths and those of the files.
std::vector<fs::path> folders_of(std::span<const fs::path> paths, std::span<const fs::path> indexed) {
  std::vector<fs::path> folders(indexed.begin(), indexed.end());
  for (const fs::path& path : paths) {
    const fs::path parent = path.parent_path();
    folders.push_back(fs::is_directory(path) ? path : parent.empty() ? fs::path(".") : parent);
  }
  return folders;
}

/// Whether a file is one of the paths or lies below one, however these are written.
bool is_among(const fs::path& file, std::span<const fs::path> paths) {
  std::error_code ignored;
  const fs::path whole = fs::weakly_canonical(file, ignored);
  return std::ranges::any_of(paths, [&](const fs::path& path) {
    const fs::path folder = fs::weakly_canonical(path, ignored);
    return std::mismatch(folder.begin(), folder.end(), whole.begin(), whole.end()).first == folder.end();
  });
}

}  // namespace

TaskCheck check_tasks(std::span<const fs::path> paths, const CheckOptions& options) {
  TaskCheck total;
  TaskIndex::Catalogue catalogue(task_roots(folders_of(paths, options.indexed), options.allowed));
  for (const fs::path& folder : options.indexed) catalogue.add_folder(folder);
  catalogue.problems.clear();
  std::map<std::string, FileCheck> checks;  // by path
  std::mutex mutex;
  const auto visit = [&](const YamlNode& root, const fs::path& file) {
    FileCheck check = check_task(root, file, catalogue.roots);
    if (options.strict) be_strict(check);
    const std::scoped_lock lock(mutex);
    checks[file.string()] = std::move(check);
  };
  for (const fs::path& path : paths) {
    total.files += fs::is_directory(path) ? catalogue.add_folder(path, visit) : catalogue.add_file(path, visit);
  }
  total.errors = catalogue.problems;
  total.broken = catalogue.problems.size();
  for (const auto& [file, check] : checks) add(check, total);
  for (const auto& [name, root] : catalogue.groups) {
    if (root.file == nullptr || !is_among(*root.file, paths)) continue;  // of an indexed folder
    const std::size_t before = total.errors.size();
    append(options.strict ? total.errors : total.doubts, root.warnings);
    collect(total.errors, [&, group = name] { catalogue.expand(group); });
    ++(total.errors.size() == before ? total.groups : total.broken);
  }
  drop_repeated(total.doubts);
  return total;
}

}  // namespace coldread
