#include "runner/config/run_config.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "io/json.h"
#include "io/yaml.h"
#include "runner/config/sweep.h"

namespace coldread {
namespace {

const std::vector<std::string> kConfigKeys = {"name",
                                              "description",
                                              "models",
                                              "tasks",
                                              "sampling",
                                              "seeds",
                                              "repeats",
                                              "limit",
                                              "num_fewshot",
                                              "include_path",
                                              "out",
                                              "threads",
                                              "memory",
                                              "compute",
                                              "apply_chat_template",
                                              "fewshot",
                                              "fewshot_as_multiturn",
                                              "system_instruction"};

std::string model_name(const std::string& path) {
  const std::filesystem::path plain = std::filesystem::path(path).lexically_normal();
  const std::filesystem::path last = plain.has_filename() ? plain.filename() : plain.parent_path().filename();
  return last.extension() == ".gguf" ? last.stem().string() : last.string();
}

RunModel read_model(const YamlNode& node, const std::string& compute) {
  RunModel model{.name = {}, .path = {}, .compute = compute};
  if (node.is_dict()) {
    check_keys(node, std::vector<std::string>{"path", "name", "compute"}, "a model");
    const YamlNode* path = node.find("path");
    if (path == nullptr) throw Error(ErrorCode::usage, node.place(), "a model needs a path");
    model.path = named(*path, "'path'").text();
    if (const YamlNode* name = node.find("name")) model.name = named(*name, "'name'").text();
    if (const YamlNode* type = node.find("compute")) model.compute = named(*type, "'compute'").text();
  } else {
    model.path = named(node, "a model").text();
  }
  if (model.name.empty()) model.name = model_name(model.path);
  return model;
}

RunTask read_task(const YamlNode& node) {
  RunTask task;
  if (!node.is_dict()) {
    task.pattern = named(node, "a task").text();
    return task;
  }
  const YamlNode* name = node.find("task");
  if (name == nullptr) throw Error(ErrorCode::usage, node.place(), "a task with settings needs its name under 'task'");
  task.pattern = named(*name, "'task'").text();
  for (const YamlMember& member : node.members) {
    if (member.key == "num_fewshot") {
      task.overrides.num_fewshot = named(member.value, "'num_fewshot'").integer(0);
    } else if (member.key == "limit") {
      task.overrides.limit = named(member.value, "'limit'").integer(1);
    } else if (member.key == "name") {
      task.overrides.name = named(member.value, "'name'").text();
    } else if (member.key != "task") {
      task.overrides.fields.set(member.key, to_value(member.value));
    }
  }
  return task;
}

/// Puts a YAML value at "a.b.0.c" of the tree; dicts on the way are made, list indexes must exist.
void set_path(YamlNode& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ErrorCode::usage, "--set " + assignment + ": write it as path.to.key=value");
  }
  YamlNode* node = &root;
  std::string path = assignment.substr(0, equals);
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string key = path.substr(0, dot);
    path = dot == std::string::npos ? "" : path.substr(dot + 1);
    if (node->is_list()) {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
      if (error != std::errc{} || end != key.data() + key.size() || index >= node->items.size()) {
        throw Error(ErrorCode::usage, "--set " + assignment + ": '" + key + "' is no index of that list");
      }
      node = &node->items[index];
      continue;
    }
    node->kind = YamlNode::Kind::dict;
    auto found =
        std::find_if(node->members.begin(), node->members.end(), [&](const YamlMember& m) { return m.key == key; });
    if (found == node->members.end()) {
      node->members.push_back(YamlMember{.key = key, .line = 0, .column = 0, .value = {}});
      found = node->members.end() - 1;
    }
    node = &found->value;
  }
  *node = parse_yaml(assignment.substr(equals + 1), "--set " + assignment.substr(0, equals));
}

void read_file(const YamlNode& root, RunConfig& config, std::string& compute) {
  if (!root.is_dict()) named(root, "a config").refuse_kind("a dict");
  check_keys(root, kConfigKeys, "a config");
  if (const YamlNode* node = root.find("name")) config.name = named(*node, "'name'").text();
  if (const YamlNode* node = root.find("compute"); node != nullptr && compute.empty())
    compute = named(*node, "'compute'").text();
  if (compute.empty()) compute = "fp32";
  if (const YamlNode* node = root.find("models")) {
    for (const YamlNode* item : items_of(*node)) config.models.push_back(read_model(*item, compute));
  }
  if (const YamlNode* node = root.find("tasks")) {
    for (const YamlNode* item : items_of(*node)) config.tasks.push_back(read_task(*item));
  }
  if (const YamlNode* node = root.find("sampling")) config.sampling = read_sampling(*node);
  config.seeds = read_seeds(root);
  if (const YamlNode* node = root.find("limit"); node != nullptr && !node->is_null())
    config.limit = named(*node, "'limit'").integer(1);
  if (const YamlNode* node = root.find("num_fewshot"); node != nullptr && !node->is_null()) {
    const std::int64_t shots = named(*node, "'num_fewshot'").integer(0);
    for (RunTask& task : config.tasks) {
      if (!task.overrides.num_fewshot) task.overrides.num_fewshot = shots;
    }
  }
  if (const YamlNode* node = root.find("fewshot")) {
    if (named(*node, "'fewshot'").text() != "per_document")
      throw Error(ErrorCode::usage, node->place(), "'fewshot' can only be per_document");
    config.fewshot_per_document = true;
  }
  if (const YamlNode* node = root.find("apply_chat_template"))
    config.apply_chat_template = named(*node, "'apply_chat_template'").boolean();
  if (const YamlNode* node = root.find("fewshot_as_multiturn"))
    config.fewshot_as_multiturn = named(*node, "'fewshot_as_multiturn'").boolean();
  if (const YamlNode* node = root.find("system_instruction"))
    config.system_instruction = named(*node, "'system_instruction'").text();
  if (const YamlNode* node = root.find("include_path")) {
    for (const std::string& folder : texts_of(*node, "'include_path'")) config.include_paths.emplace_back(folder);
  }
  if (const YamlNode* node = root.find("out")) config.out = named(*node, "'out'").text();
  if (const YamlNode* node = root.find("threads"))
    config.threads = static_cast<int>(named(*node, "'threads'").integer(1));
  if (const YamlNode* node = root.find("memory")) {
    config.memory = node->is_string() ? node->scalar.as_string() : std::to_string(named(*node, "'memory'").integer(1));
  }
}

void apply(const RunFlags& flags, RunConfig& config, const std::string& compute) {
  if (!flags.models.empty()) {
    config.models.clear();
    for (const std::string& path : flags.models) {
      config.models.push_back({.name = model_name(path), .path = path, .compute = compute});
    }
  }
  if (!flags.compute.empty()) {
    for (RunModel& model : config.models) model.compute = flags.compute;
  }
  if (!flags.tasks.empty()) {
    config.tasks.clear();
    for (const std::string& pattern : flags.tasks) config.tasks.push_back({.pattern = pattern, .overrides = {}});
  }
  for (RunTask& task : config.tasks) {
    if (flags.num_fewshot) task.overrides.num_fewshot = flags.num_fewshot;
    // A limit of the command line is the most for every task; a task's own smaller one stays.
    if (flags.limit) task.overrides.limit = std::min(*flags.limit, task.overrides.limit.value_or(*flags.limit));
  }
  if (flags.limit) config.limit = flags.limit;
  for (const std::string& folder : flags.include_paths) config.include_paths.emplace_back(folder);
  config.allowed_paths.assign(flags.allowed_paths.begin(), flags.allowed_paths.end());
  if (!flags.config_file.empty()) {
    config.allowed_paths.push_back(std::filesystem::path(flags.config_file).parent_path());
  }
  if (flags.apply_chat_template) config.apply_chat_template = true;
  if (flags.fewshot_as_multiturn) config.fewshot_as_multiturn = flags.fewshot_as_multiturn;
  if (flags.system_instruction) config.system_instruction = *flags.system_instruction;
  if (flags.threads > 0) config.threads = flags.threads;
  if (!flags.memory.empty()) config.memory = flags.memory;
  if (!flags.out.empty()) config.out = flags.out;
  if (!flags.shard.empty()) config.shard = parse_shard(flags.shard);
  config.command = flags.command;
}

}  // namespace

RunConfig read_run_config(const RunFlags& flags) {
  YamlNode root;
  root.kind = YamlNode::Kind::dict;
  if (!flags.config_file.empty()) root = read_yaml_file(flags.config_file);
  for (const std::string& assignment : flags.settings) set_path(root, assignment);
  RunConfig config;
  std::string compute = flags.compute;
  read_file(root, config, compute);
  apply(flags, config, compute);
  const Place place{.file = flags.config_file.empty() ? "command line" : flags.config_file};
  if (config.models.empty()) throw Error(ErrorCode::usage, place, "no model: add 'models' or --model");
  if (config.tasks.empty()) throw Error(ErrorCode::usage, place, "no task: add 'tasks' or --tasks");
  for (std::size_t i = 0; i < config.models.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (config.models[i].name == config.models[j].name) {
        throw Error(ErrorCode::usage, place,
                    "two models are called '" + config.models[i].name + "'; give one a 'name'");
      }
    }
  }
  for (RunTask& task : config.tasks) {
    if (config.fewshot_per_document) task.overrides.fields.set("fewshot", "per_document");
    if (!task.overrides.limit) task.overrides.limit = config.limit;
  }
  if (config.name.empty()) {
    config.name = flags.config_file.empty() ? "run" : std::filesystem::path(flags.config_file).stem().string();
  }
  if (config.include_paths.empty() && std::filesystem::is_directory("tasks"))
    config.include_paths.emplace_back("tasks");
  if (config.out.empty()) {
    config.out = std::filesystem::path("reports") / config.name;
    if (const Shard& shard = config.shard; !shard.is_whole())
      config.out += "-shard-" + std::to_string(shard.index + 1) + "-of-" + std::to_string(shard.count);
  }
  return config;
}

RunConfig run_config_from(const Value& echo, const Place& place) {
  Dict known;
  if (echo.is_dict()) {
    for (const auto& [key, value] : echo.as_dict()) {
      if (std::find(kConfigKeys.begin(), kConfigKeys.end(), key) != kConfigKeys.end()) known.set(key, value);
    }
  }
  RunConfig config;
  std::string compute;
  // Written by a run, on one line, with each of its tasks.
  const YamlLimits limits{.bytes = std::size_t{64} << 20u, .nodes = 5'000'000, .marks = 5'000'000};
  read_file(parse_yaml(to_json(known), place.file, limits), config, compute);
  if (config.models.empty() || config.tasks.empty()) throw Error(ErrorCode::input, place, "holds no run's settings");
  if (const Value* allowed = echo.find("allow_path"); allowed != nullptr && allowed->is_list()) {
    for (const Value& folder : allowed->as_list()) {
      if (folder.is_string()) config.allowed_paths.emplace_back(folder.as_string());
    }
  }
  if (const Value* shard = echo.find("shard"); shard != nullptr && shard->is_string())
    config.shard = parse_shard(shard->as_string());
  if (const Value* command = echo.find("command"); command != nullptr && command->is_string())
    config.command = command->as_string();
  return config;
}

Dict to_value(const RunConfig& config) {
  Dict value;
  value.set("name", config.name);
  List models;
  for (const RunModel& model : config.models) {
    Dict entry;
    entry.set("name", model.name);
    entry.set("path", model.path);
    entry.set("compute", model.compute);
    models.emplace_back(std::move(entry));
  }
  value.set("models", std::move(models));
  List tasks;
  for (const RunTask& task : config.tasks) {
    Dict entry;
    entry.set("task", task.pattern);
    if (!task.overrides.name.empty()) entry.set("name", task.overrides.name);
    if (task.overrides.num_fewshot) entry.set("num_fewshot", *task.overrides.num_fewshot);
    if (task.overrides.limit) entry.set("limit", *task.overrides.limit);
    for (const auto& [key, field] : task.overrides.fields) entry.set(key, field);
    tasks.emplace_back(std::move(entry));
  }
  value.set("tasks", std::move(tasks));
  if (!config.sampling.empty()) {
    Dict sampling;
    for (const RunSetting& setting : config.sampling) sampling.set(setting.name, setting.options);
    value.set("sampling", std::move(sampling));
  }
  List seeds;
  for (const std::int64_t seed : config.seeds) seeds.emplace_back(seed);
  value.set("seeds", std::move(seeds));
  if (config.limit) value.set("limit", *config.limit);
  if (config.apply_chat_template) {
    value.set("apply_chat_template", true);
    value.set("fewshot_as_multiturn", config.fewshot_as_multiturn.value_or(true));
  }
  if (!config.system_instruction.empty()) value.set("system_instruction", config.system_instruction);
  return value;
}

}  // namespace coldread
