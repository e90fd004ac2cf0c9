#include "runner/config/config_entries.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "runner/config/model_overrides.h"

namespace coldread {
namespace {

std::string model_name(const std::string& path) {
  const std::filesystem::path plain = std::filesystem::path(path).lexically_normal();
  const std::filesystem::path last = plain.has_filename() ? plain.filename() : plain.parent_path().filename();
  return last.extension() == ".gguf" ? last.stem().string() : last.string();
}

/// A YAML file beside the config is meant by its name.
std::string task_pattern(const std::string& written, const OptionValue& entry) {
  const bool is_file = written.ends_with(".yaml") || written.ends_with(".yml");
  const std::filesystem::path found = is_file ? entry.path(written) : std::filesystem::path();
  std::error_code ignored;
  return is_file && std::filesystem::exists(found, ignored) ? found.string() : written;
}

/// The item of a list that a part of a path names.
YamlNode& item_at(YamlNode& list, const std::string& key, const std::string& assignment) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(key.data(), key.data() + key.size(), index);
  if (error != std::errc{} || end != key.data() + key.size() || index >= list.items.size()) {
    throw Error(ErrorCode::usage, "--set " + assignment + ": '" + key + "' is no index of that list");
  }
  return list.items[index];
}

/// The member of a dict, made where it is absent. origin: what made it, for errors.
YamlNode& member_at(YamlNode& dict, const std::string& key, const std::shared_ptr<const std::string>& origin) {
  dict.kind = YamlNode::Kind::dict;
  const auto found = std::ranges::find(dict.members, key, &YamlMember::key);
  if (found != dict.members.end()) return found->value;
  dict.members.push_back(YamlMember{.key = key, .line = 0, .column = 0, .value = {}});
  dict.members.back().value.file = origin;
  return dict.members.back().value;
}

}  // namespace

RunModel read_model(const OptionValue& entry) {
  RunModel model{.name = "", .path = "", .compute = "", .overrides = {}};
  const YamlNode& node = entry.node;
  const YamlNode* path = &node;
  if (node.is_dict()) {
    check_keys(node, std::vector<std::string>{"path", "name", "compute", "eos", "ignore_config"}, "a model");
    path = node.find("path");
    if (path == nullptr) throw Error(ErrorCode::usage, node.place(), "a model needs a path");
    if (const YamlNode* name = node.find("name")) model.name = named(*name, "'name'").text();
    if (const YamlNode* type = node.find("compute")) model.compute = named(*type, "'compute'").text();
    if (const YamlNode* ends = node.find("eos")) model.overrides.end_tokens = read_end_tokens(*ends, "'eos'");
    if (const YamlNode* keys = node.find("ignore_config"))
      model.overrides.ignored_settings = texts_of(*keys, "'ignore_config'");
  }
  const std::string& written = named(*path, node.is_dict() ? "'path'" : "a model").text();
  const std::filesystem::path found = entry.path(written);
  std::error_code ignored;
  model.path = std::filesystem::exists(found, ignored) ? found.string() : written;  // the name of one under models/
  if (model.name.empty()) model.name = model_name(written);
  return model;
}

RunTask read_task(const OptionValue& entry) {
  RunTask task;
  const YamlNode& node = entry.node;
  if (!node.is_dict()) {
    task.pattern = task_pattern(named(node, "a task").text(), entry);
    return task;
  }
  const YamlNode* name = node.find("task");
  if (name == nullptr) throw Error(ErrorCode::usage, node.place(), "a task with settings needs its name under 'task'");
  task.pattern = task_pattern(named(*name, "'task'").text(), entry);
  for (const YamlMember& member : node.members) {
    const std::string quoted = "'" + member.key + "'";
    if (member.key == "num_fewshot") {
      task.overrides.num_fewshot = named(member.value, quoted).integer(0);
    } else if (member.key == "limit") {
      task.overrides.limit = document_limit(to_value(member.value), quoted, member.value.place());
    } else if (member.key == "documents") {
      task.overrides.documents = document_ids(to_value(member.value), quoted, member.value.place());
    } else if (member.key == "shuffle") {
      task.overrides.shuffle = named(member.value, quoted).integer(0);
    } else if (member.key == "name") {
      task.overrides.name = named(member.value, quoted).text();
    } else if (member.key != "task") {
      task.overrides.fields.set(member.key, to_value(member.value));
    }
  }
  return task;
}

Dict to_value(const RunModel& model) {
  Dict entry;
  entry.set("name", model.name);
  entry.set("path", model.path);
  entry.set("compute", model.compute);
  add_to(entry, model.overrides);
  return entry;
}

Dict to_value(const RunTask& task) {
  Dict entry;
  entry.set("task", task.pattern);
  if (!task.overrides.name.empty()) entry.set("name", task.overrides.name);
  if (task.overrides.num_fewshot) entry.set("num_fewshot", *task.overrides.num_fewshot);
  if (task.overrides.limit) entry.set("limit", to_value(*task.overrides.limit));
  if (task.overrides.documents) entry.set("documents", to_string(*task.overrides.documents));
  if (task.overrides.shuffle) entry.set("shuffle", *task.overrides.shuffle);
  for (const auto& [key, field] : task.overrides.fields) entry.set(key, field);
  return entry;
}

void assign(YamlNode& root, const std::string& assignment) {
  const std::size_t equals = assignment.find('=');
  if (equals == std::string::npos || equals == 0) {
    throw Error(ErrorCode::usage, "--set " + assignment + ": write it as path.to.key=value");
  }
  const auto origin = std::make_shared<const std::string>("--set " + assignment.substr(0, equals));
  if (root.file == nullptr) root.file = origin;
  YamlNode* node = &root;
  std::string path = assignment.substr(0, equals);
  while (!path.empty()) {
    const std::size_t dot = path.find('.');
    const std::string key = path.substr(0, dot);
    path = dot == std::string::npos ? "" : path.substr(dot + 1);
    node = node->is_list() ? &item_at(*node, key, assignment) : &member_at(*node, key, origin);
  }
  *node = unique_keys(parse_yaml(assignment.substr(equals + 1), *origin));
}

}  // namespace coldread
