#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "api/value.h"
#include "io/yaml.h"
#include "task/recipes/recipe.h"

namespace coldread {

/// How few-shot examples are chosen and written; what the YAML's fewshot_config leaves out is the task's own.
struct FewshotConfig {
  std::string sampler = "default";  ///< or "first_n", "per_document"
  bool leave_out_own = false;       ///< per_document: no example holds the evaluated document's own answer
  std::optional<YamlNode> split;
  std::optional<YamlNode> samples;  ///< a list of rows in place of a split
  std::optional<YamlNode> process_docs;
  std::optional<YamlNode> doc_to_text, doc_to_target, doc_to_choice, gen_prefix;
  std::string target_delimiter, fewshot_delimiter;
};

/// One task's YAML, validated: lm-evaluation-harness's schema, version 0.4.13. Nodes keep their places for errors.
struct TaskConfig {
  YamlNode definition;  ///< what it was read from
  std::filesystem::path file;
  std::string task;
  std::string alias;  ///< task_alias, or the name
  std::vector<std::string> tags;
  std::string output_type = "generate_until";
  std::string summary;           ///< metadata.description: one line for people
  std::string version = "Yaml";  ///< metadata.version

  std::optional<YamlNode> dataset_path, dataset_name, dataset_kwargs;
  std::optional<YamlNode> training_split, validation_split, test_split;
  std::optional<YamlNode> process_docs, process_results;  ///< Python functions that have a port
  std::optional<YamlNode> doc_to_text, doc_to_target, doc_to_choice;
  std::optional<YamlNode> description, gen_prefix;
  std::string target_delimiter = " ";
  std::string fewshot_delimiter = "\n\n";
  FewshotConfig fewshot;
  std::optional<std::int64_t> num_fewshot;
  std::int64_t repeats = 1;
  std::optional<YamlNode> metric_list, filter_list;
  Dict generation;  ///< generation_kwargs with lm-evaluation-harness's defaults filled in; empty for other output types
  std::optional<YamlNode> generation_kwargs;
  Value metadata;

  RecipeUser user;                          ///< for looking ports up
  const TaskClass* python_class = nullptr;  ///< the port of a task that is a Python class
  std::vector<std::string> warnings;        ///< keys that have no effect
  std::vector<std::string> doubts;          ///< what looks like a mistake: keys that stand twice
};

/// root: the file's dict with includes merged and overrides laid over. Throws Error(usage) with file, line and column:
/// unknown key (with a suggestion), wrong kind, a Python function (named), a field this program cannot honour.
TaskConfig read_task_config(const YamlNode& root, const std::filesystem::path& file);

/// The same under the name that a run gives the task; empty: its own.
TaskConfig read_task_config(const YamlNode& root, const std::filesystem::path& file, const std::string& name);

/// The config as lm-evaluation-harness writes it into its results: its order of keys, defaults filled in, nothing null.
Value echo(const TaskConfig& config, std::int64_t num_fewshot);

/// Names of the keys a task may have.
const std::vector<std::string>& task_keys();
/// And of those of its fewshot_config.
const std::vector<std::string>& fewshot_keys();

}  // namespace coldread
