#include "task/python_functions.h"

#include <fmt/format.h>

#include "base/error.h"

namespace coldread {
namespace {

/// keys: the way from the root to the node.
void collect(const YamlNode& node, std::vector<std::string_view>& keys, std::vector<FunctionUse>& uses) {
  if (!node.tag.empty()) {
    uses.push_back({fmt::format("{}", fmt::join(keys, ".")), &node});
    return;
  }
  for (const YamlNode& item : node.items) collect(item, keys, uses);
  for (const YamlMember& member : node.members) {
    keys.push_back(member.key);
    collect(member.value, keys, uses);
    keys.pop_back();
  }
}

bool takes(const std::string& key, const PythonFunction& port) {
  const std::string plain = key.starts_with("fewshot_config.") ? key.substr(15) : key;
  if (plain == "process_docs") return std::holds_alternative<RowMap>(port) || std::holds_alternative<RowFilter>(port);
  if (plain == "doc_to_text" || plain == "doc_to_target" || plain == "doc_to_choice") {
    return std::holds_alternative<RowFunction>(port);
  }
  if (key == "process_results") return std::holds_alternative<ResultsFunction>(port);
  if (key == "metric_list.aggregation") return std::holds_alternative<AggregationFunction>(port);
  if (key == "metric_list.metric") return std::holds_alternative<MetricFunction>(port);
  if (key == "filter_list.filter.function") return std::holds_alternative<FilterFunction>(port);
  return key == "class" && std::holds_alternative<TaskClass>(port);
}

std::string text_at(const YamlNode& root, std::string_view key) {
  const YamlNode* node = root.find(key);
  return node != nullptr && node->is_string() ? node->scalar.as_string() : "";
}

}  // namespace

std::vector<FunctionUse> functions_of(const YamlNode& root) {
  std::vector<FunctionUse> uses;
  std::vector<std::string_view> keys;
  collect(root, keys, uses);
  return uses;
}

RecipeUser recipe_user(const YamlNode& root) {
  return {.task = text_at(root, "task"), .dataset_path = text_at(root, "dataset_path")};
}

const PythonFunction* find_port(const RecipeUser& user, const FunctionUse& use) {
  if (use.node->tag != "!function") return nullptr;
  const PythonFunction* port = find_python_function(user, use.name());
  return port != nullptr && takes(use.key, *port) ? port : nullptr;
}

void refuse_unknown_functions(const YamlNode& root, const std::string& file) {
  const RecipeUser user = recipe_user(root);
  for (const FunctionUse& use : functions_of(root)) {
    if (use.node->tag != "!function") {
      throw Error(ErrorCode::usage, use.node->place(), "unknown tag " + use.node->tag + " at '" + use.key + "'");
    }
    if (find_port(user, use) != nullptr) continue;
    throw Error(ErrorCode::usage, use.node->place(),
                "'" + use.key + "' needs the Python function " + use.name() +
                    ", which coldread does not have; 'coldread tasks convert " + file +
                    "' says how to bring what it makes as JSON lines");
  }
}

}  // namespace coldread
