#pragma once

#include <string>
#include <vector>

#include "io/yaml.h"
#include "task/recipes/recipe.h"

namespace coldread {

/// Where a task's YAML names a Python function (`!function module.name`).
struct FunctionUse {
  std::string key;  ///< "process_docs", "fewshot_config.doc_to_text", "filter_list.filter.function"
  const YamlNode* node = nullptr;
  std::string name() const { return node->scalar.is_string() ? node->scalar.as_string() : ""; }
};

/// All uses in order; the nodes are those of root.
std::vector<FunctionUse> functions_of(const YamlNode& root);

/// What the family of a task is known by.
RecipeUser recipe_user(const YamlNode& root);

/// The native port, if there is one and it is of the kind that the key takes; nullptr otherwise.
const PythonFunction* find_port(const RecipeUser& user, const FunctionUse& use);

/// Throws Error(usage) for the first function that has no port, and says what to do.
void refuse_unknown_functions(const YamlNode& root, const std::string& file);

/// The port of a node that refuse_unknown_functions() let pass; nullptr where the node is no function.
template <typename Kind>
const Kind* port_of(const RecipeUser& user, const YamlNode& node) {
  if (node.tag.empty()) return nullptr;
  const PythonFunction* port = find_python_function(user, node.scalar.as_string());
  return port != nullptr ? std::get_if<Kind>(port) : nullptr;
}

}  // namespace coldread
