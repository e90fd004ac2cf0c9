#include <utility>

#include "task/config.h"

namespace coldread {
namespace {

/// Functions by name.
Value plain_value(const YamlNode& node) {
  if (!node.tag.empty()) return node.tag + " " + (node.scalar.is_string() ? node.scalar.as_string() : "");
  if (node.is_list()) {
    List list;
    for (const YamlNode& item : node.items) list.push_back(plain_value(item));
    return list;
  }
  if (!node.is_dict()) return to_value(node);
  Dict dict;
  for (const YamlMember& member : node.members) dict.set(member.key, plain_value(member.value));
  return dict;
}

Value value_or_null(const std::optional<YamlNode>& node) {
  return node ? plain_value(*node) : Value();
}

void set_present(Dict& dict, std::string key, Value value) {
  if (!value.is_null()) dict.set(std::move(key), std::move(value));
}

Value echo_fewshot(const FewshotConfig& fewshot) {
  Dict dict;
  dict.set("sampler", fewshot.sampler);
  dict.set("split", value_or_null(fewshot.split));
  dict.set("process_docs", value_or_null(fewshot.process_docs));
  dict.set("fewshot_indices", nullptr);
  dict.set("samples", value_or_null(fewshot.samples));
  dict.set("doc_to_text", value_or_null(fewshot.doc_to_text));
  dict.set("doc_to_choice", value_or_null(fewshot.doc_to_choice));
  dict.set("doc_to_target", value_or_null(fewshot.doc_to_target));
  dict.set("gen_prefix", value_or_null(fewshot.gen_prefix));
  dict.set("fewshot_delimiter", fewshot.fewshot_delimiter);
  dict.set("target_delimiter", fewshot.target_delimiter);
  return dict;
}

Value echo_metadata(const TaskConfig& config) {
  Dict dict;
  if (config.metadata.is_dict()) {
    dict = config.metadata.as_dict();
  } else {
    set_present(dict, "_metadata", config.metadata);
  }
  dict.set("config_source", config.file.string());
  return dict;
}

}  // namespace

Value echo(const TaskConfig& config, std::int64_t num_fewshot) {
  Dict dict;
  dict.set("task", config.task);
  if (config.alias != config.task) dict.set("task_alias", config.alias);
  set_present(dict, "dataset_path", value_or_null(config.dataset_path));
  set_present(dict, "dataset_name", value_or_null(config.dataset_name));
  set_present(dict, "dataset_kwargs", value_or_null(config.dataset_kwargs));
  set_present(dict, "training_split", value_or_null(config.training_split));
  set_present(dict, "validation_split", value_or_null(config.validation_split));
  set_present(dict, "test_split", value_or_null(config.test_split));
  set_present(dict, "fewshot_split", value_or_null(config.fewshot.split));
  set_present(dict, "process_docs", value_or_null(config.process_docs));
  set_present(dict, "doc_to_text", value_or_null(config.doc_to_text));
  set_present(dict, "doc_to_target", value_or_null(config.doc_to_target));
  dict.set("unsafe_code", false);
  set_present(dict, "doc_to_choice", value_or_null(config.doc_to_choice));
  set_present(dict, "process_results", value_or_null(config.process_results));
  dict.set("description", config.description ? to_value(*config.description) : Value(""));
  dict.set("target_delimiter", config.target_delimiter);
  dict.set("fewshot_delimiter", config.fewshot_delimiter);
  dict.set("fewshot_config", echo_fewshot(config.fewshot));
  dict.set("num_fewshot", num_fewshot);
  set_present(dict, "metric_list", value_or_null(config.metric_list));
  dict.set("output_type", config.output_type);
  if (!config.generation.empty()) dict.set("generation_kwargs", config.generation);
  dict.set("repeats", config.repeats);
  set_present(dict, "filter_list", value_or_null(config.filter_list));
  dict.set("should_decontaminate", false);
  set_present(dict, "gen_prefix", value_or_null(config.gen_prefix));
  dict.set("metadata", echo_metadata(config));
  return dict;
}

}  // namespace coldread
