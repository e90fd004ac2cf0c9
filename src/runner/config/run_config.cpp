#include "runner/config/run_config.h"

#include <algorithm>

#include "base/error.h"
#include "io/json.h"
#include "io/shipped.h"
#include "io/yaml.h"
#include "runner/config/config_entries.h"
#include "runner/config/option_values.h"
#include "runner/config/own_options.h"
#include "runner/config/run_name.h"
#include "sampling/options.h"

namespace coldread {
namespace {

/// A task's file in a config's place is a common slip.
void refuse_task(const YamlNode& root) {
  if (root.find("task") == nullptr || root.find("tasks") != nullptr) return;
  const bool is_group = root.find("group") != nullptr;
  if (!is_group && root.find("dataset_path") == nullptr && root.find("include") == nullptr) return;
  throw Error(ErrorCode::usage, {.file = *root.file},
              std::string("is a ") + (is_group ? "group of tasks" : "task") + ", not a config: run it with --tasks " +
                  *root.file + " --model MODEL");
}

/// Gives models and tasks what is said for all of them, where they say nothing themselves.
void spread(RunConfig& config) {
  for (RunModel& model : config.models) {
    if (model.compute.empty()) model.compute = config.compute.empty() ? "fp32" : config.compute;
    if (!model.overrides.end_tokens) model.overrides.end_tokens = config.overrides.end_tokens;
    for (const std::string& key : config.overrides.ignored_settings) {
      std::vector<std::string>& ignored = model.overrides.ignored_settings;
      if (std::ranges::find(ignored, key) == ignored.end()) ignored.push_back(key);
    }
  }
  for (RunTask& task : config.tasks) {
    if (config.fewshot_per_document) task.overrides.fields.set("fewshot", "per_document");
    TaskOverrides& own = task.overrides;
    if (!own.num_fewshot) own.num_fewshot = config.num_fewshot;
    if (!own.limit) own.limit = config.limit;
    if (!own.documents) own.documents = config.documents;
    if (!own.shuffle) own.shuffle = config.shuffle;
    own.fewshot_seed = config.seed;
    own.generation = config.gen_kwargs;
  }
}

void demand_models_and_tasks(const RunConfig& config, const Place& place) {
  if (config.models.empty()) throw Error(ErrorCode::usage, place, "no model: add 'models' or --model");
  if (config.tasks.empty()) throw Error(ErrorCode::usage, place, "no task: add 'tasks' or --tasks");
  for (std::size_t i = 0; i < config.models.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (config.models[i].name == config.models[j].name) {
        throw Error(ErrorCode::usage, place,
                    "two models are called '" + config.models[i].name + "': " + config.models[j].path + " and " +
                        config.models[i].path + "; give each a 'name' of its own: {path: ..., name: ...}");
      }
    }
  }
}

/// Options that cannot hold together.
void refuse_conflicts(const RunConfig& config, const Place& place) {
  const bool limited = std::ranges::any_of(
      config.tasks, [](const RunTask& task) { return task.overrides.limit || task.overrides.documents; });
  if (!config.samples.empty() && limited) {
    throw Error(ErrorCode::usage, place, "samples say which documents are taken: leave out limit and documents");
  }
  const std::vector<std::string> sampling = sampling_option_names();
  for (const auto& [key, value] : config.gen_kwargs) {
    if (!config.sampling.empty() && std::ranges::find(sampling, key) != sampling.end()) {
      throw Error(ErrorCode::usage, place,
                  "gen_kwargs: '" + key + "' would have no effect beside the config's 'sampling', which says the same");
    }
  }
}

/// A config is looked for in the working directory, then among those that come with the program.
std::filesystem::path find_config(const std::string& given) {
  const std::filesystem::path file = given;
  std::error_code ignored;
  if (file.empty() || file.is_absolute() || std::filesystem::exists(file, ignored)) return file;
  const std::filesystem::path shipped = find_written_path(file, "");
  return std::filesystem::exists(shipped, ignored) ? shipped : file;
}

/// What else may have been meant by the name of a config that is not there.
void refuse_missing_config(const std::filesystem::path& file, const RunFlags& flags) {
  std::error_code ignored;
  if (file.empty() || std::filesystem::exists(file, ignored)) return;
  const std::string name = file.string();
  const auto given = std::ranges::find(flags.options, std::string_view("tasks"),
                                       [](const GivenOption& option) { return option.option->key; });
  std::string hint = "; a task is run by --tasks " + name + " --model MODEL";
  if (given != flags.options.end())
    hint = "; several tasks have commas between: --tasks " + given->texts.back() + "," + name;
  if (file.has_extension()) hint.clear();
  throw Error(ErrorCode::usage, {.file = name}, "no such config" + hint);
}

void fill_in_places(const std::filesystem::path& file, RunConfig& config) {
  if (!file.empty()) config.allowed_paths.push_back(file.parent_path());
  if (config.name.empty() && !file.empty()) config.name = file.stem().string();
  if (config.name.empty()) config.name = run_name(config);
}

/// The options that a journal's head holds.
YamlNode options_in(const Value& head, const Place& place) {
  Dict known;
  if (head.is_dict()) {
    for (const RunOption& option : run_options()) {
      if (const Value* value = head.find(option.key)) known.set(std::string(option.key), *value);
    }
  }
  // Written by a run, on one line, with each of its tasks.
  const YamlLimits limits{.bytes = std::size_t{64} << 20u, .nodes = 5'000'000, .marks = 5'000'000};
  return parse_yaml(to_json(known), place.file, limits);
}

/// A head tells each task the run's limit, too: a new one is for all of them.
void forget_limits(YamlNode& root) {
  for (YamlMember& member : root.members) {
    if (member.key != "tasks") continue;
    for (YamlNode& task : member.value.items) {
      std::erase_if(task.members, [](const YamlMember& setting) { return setting.key == "limit"; });
    }
  }
}

}  // namespace

RunConfig read_run_config(const RunFlags& flags) {
  YamlNode root;
  root.kind = YamlNode::Kind::dict;
  const std::filesystem::path file = find_config(flags.config_file);
  refuse_missing_config(file, flags);
  if (!file.empty()) root = unique_keys(read_yaml_file(file));
  refuse_task(root);
  for (const std::string& assignment : flags.settings) assign(root, assignment);
  RunConfig config;
  read_options(root, OptionSource::config, config);
  for (const GivenOption& given : flags.options) read_flag(given, config);
  config.command = flags.command;
  const Place place{.file = file.empty() ? "command line" : file.string()};
  refuse_lm_eval_kinds(config);
  demand_models_and_tasks(config, place);
  spread(config);
  refuse_conflicts(config, place);
  fill_in_places(file, config);
  return config;
}

RunConfig run_config_from(const Value& head, const Place& place) {
  RunConfig config;
  read_options(options_in(head, place), OptionSource::head, config);
  if (config.models.empty() || config.tasks.empty()) throw Error(ErrorCode::input, place, "holds no run's settings");
  spread(config);
  return config;
}

RunConfig run_config_over(const Value& head, const RunFlags& flags, const Place& place) {
  YamlNode root = options_in(head, place);
  YamlNode given;
  given.kind = YamlNode::Kind::dict;
  RunConfig config;
  const std::filesystem::path file = find_config(flags.config_file);
  if (!file.empty()) {
    given = unique_keys(read_yaml_file(file));
    refuse_task(given);
    // The run's models, and which part of it this is, stay.
    std::erase_if(root.members, [&](const YamlMember& member) {
      const bool stays = member.key == "models" || member.key == "shard" || member.key == "allow_path";
      return !stays || given.find(member.key) != nullptr;
    });
  }
  // Folders of the command line take the place of those that the run was begun with.
  if (gives(flags, "include_path")) {
    std::erase_if(root.members, [](const YamlMember& member) { return member.key == "include_path"; });
  }
  if (gives(flags, "limit")) forget_limits(root);
  for (const std::string& assignment : flags.settings) {
    if (assignment.starts_with("limit=")) forget_limits(root);
    assign(file.empty() ? root : given, assignment);
  }
  read_options(root, OptionSource::head, config);
  read_options(given, OptionSource::config, config);
  for (const GivenOption& option : flags.options) read_flag(option, config);
  config.command = flags.command;
  demand_models_and_tasks(config, file.empty() ? place : Place{.file = file.string()});
  spread(config);
  if (config.name.empty()) config.name = run_name(config);
  if (!file.empty()) config.allowed_paths.push_back(file.parent_path());
  return config;
}

bool gives(const RunFlags& flags, std::string_view key) {
  return std::ranges::any_of(flags.options, [&](const GivenOption& given) { return given.option->key == key; });
}

Dict to_value(const RunConfig& config) {
  return echo_options(config, OptionUse::answers);
}

}  // namespace coldread
