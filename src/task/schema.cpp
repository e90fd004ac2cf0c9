#include "task/schema.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "dataset/dataset.h"
#include "filter/filter.h"
#include "io/json.h"
#include "metric/metric.h"
#include "sampling/options.h"
#include "task/config.h"
#include "task/group.h"

namespace coldread {
namespace {

/// What a key takes, as a schema in JSON; "" for keys that take anything. Types of values are said in words by the
/// readers, so they stand here once more; which keys there are does not.
struct KeyShape {
  std::string_view key, schema, description;
};
constexpr std::string_view kText = R"({"type": "string"})";
constexpr std::string_view kTexts =
    R"({"anyOf": [{"type": "string"}, {"type": "array", "items": {"type": "string"}}]})";
constexpr std::string_view kCount = R"({"type": "integer", "minimum": 0})";
constexpr std::string_view kSplit = R"({"type": ["string", "null"]})";
constexpr std::string_view kField = R"({"type": ["string", "integer", "null"]})";
constexpr std::string_view kFields = R"({"type": ["string", "integer", "array", "null"]})";

constexpr KeyShape kShapes[] = {
    {"task", kText, "the task's name, unique among all tasks"},
    {"task_alias", kText, "how tables call it"},
    {"tag", kTexts, "names under which it is run together with others"},
    {"include", kTexts, "YAML files whose keys this one adds to"},
    {"dataset_path", kText, "the data's format, or its name on the hub"},
    {"dataset_name", R"({"type": ["string", "null"]})", "the data's configuration"},
    {"dataset_kwargs", R"({"type": ["object", "null"]})", "data_files: {SPLIT: FILE}, relative to this file"},
    {"training_split", kSplit, "the split for training"},
    {"validation_split", kSplit, "the split that is evaluated where there is no test split"},
    {"test_split", kSplit, "the split that is evaluated"},
    {"fewshot_split", kSplit, "the split that examples are drawn from"},
    {"doc_to_text", kField, "the prompt: a column, or a Jinja2 template over the columns"},
    {"doc_to_target", kFields, "the right answer: a column, a template, or the number of the right choice"},
    {"doc_to_choice", R"({"type": ["string", "array", "object", "null"]})", "the choices of a multiple_choice task"},
    {"description", kSplit, "stands before the examples of every prompt"},
    {"target_delimiter", kText, "between a prompt and its answer; a space by default"},
    {"fewshot_delimiter", kText, "between examples; an empty line by default"},
    {"num_fewshot", R"({"type": ["integer", "null"], "minimum": 0})", "examples in each prompt"},
    {"gen_prefix", kSplit, "how each answer begins"},
    {"output_type", R"({"enum": ["generate_until", "loglikelihood", "multiple_choice", "loglikelihood_rolling"]})",
     "what is asked of the model"},
    {"repeats", R"({"type": "integer", "minimum": 1, "maximum": 10000})", "answers to each prompt"},
    {"should_decontaminate", R"({"type": "boolean"})", "has no effect"},
    {"fewshot", R"({"const": "per_document"})", "examples are drawn for each document by itself"},
    {"metadata", R"({"type": ["object", "null"]})", "version, description and what else is to be kept"},
    {"sampler", R"({"enum": ["default", "first_n", "per_document"]})", "how examples are chosen"},
    {"split", kSplit, "the split that examples are drawn from"},
    {"samples", R"({"type": ["array", "string", "null"]})", "rows in place of a split"},
};

Dict object_of(std::string_view json) {
  return parse_json(json, "the schema of a key").as_dict();
}

Value list_of(const std::vector<std::string>& names) {
  return List(names.begin(), names.end());
}

Dict any_of(List choices) {
  Dict dict;
  dict.set("anyOf", std::move(choices));
  return dict;
}

Dict closed(Dict properties, const std::vector<std::string>& required = {}) {
  Dict dict;
  dict.set("type", "object");
  dict.set("properties", std::move(properties));
  dict.set("additionalProperties", false);
  if (!required.empty()) dict.set("required", list_of(required));
  return dict;
}

Dict list_schema(Dict items) {
  Dict dict;
  dict.set("type", "array");
  dict.set("items", std::move(items));
  return dict;
}

/// A name that is offered, beside any other text: a Python function, for one.
Dict offered(const std::vector<std::string>& names) {
  Dict choices;
  choices.set("enum", list_of(names));
  return any_of({std::move(choices), object_of(kText)});
}

Dict metric_entry() {
  Dict properties;
  properties.set("metric", offered(metric_names()));
  properties.set("aggregation", object_of(kText));
  properties.set("higher_is_better", object_of(R"({"type": ["boolean", "null"]})"));
  Dict dict;  // other keys are the metric's own options
  dict.set("type", "object");
  dict.set("properties", std::move(properties));
  dict.set("required", List{"metric"});
  return dict;
}

Dict filter_entry() {
  Dict step;
  step.set("function", offered(filter_names()));
  Dict one;
  one.set("type", "object");
  one.set("properties", std::move(step));
  one.set("required", List{"function"});
  Dict properties;
  properties.set("name", object_of(kText));
  properties.set("filter", list_schema(std::move(one)));
  return closed(std::move(properties), {"name", "filter"});
}

Dict generation_kwargs() {
  Dict properties;
  for (const std::string& name : sampling_option_names()) properties.set(name, Dict());
  properties.set("until", object_of(R"({"type": ["string", "array", "null"], "items": {"type": "string"}})"));
  for (const char* name : {"max_gen_toks", "max_tokens"}) properties.set(name, object_of(kCount));
  Dict dict;
  dict.set("type", List{"object", "null"});
  dict.set("properties", std::move(properties));
  return dict;
}

Dict shape_of(const std::string& key);

Dict properties_of(const std::vector<std::string>& keys) {
  Dict properties;
  for (const std::string& key : keys) properties.set(key, shape_of(key));
  return properties;
}

Dict shape_of(const std::string& key) {
  if (key == "metric_list") return list_schema(metric_entry());
  if (key == "filter_list") return list_schema(filter_entry());
  if (key == "generation_kwargs") return generation_kwargs();
  if (key == "fewshot_config") {
    Dict dict = closed(properties_of(fewshot_keys()));
    dict.set("type", List{"object", "null"});
    return dict;
  }
  const auto known = std::ranges::find(kShapes, key, &KeyShape::key);
  if (known == std::end(kShapes)) return {};
  Dict shape = object_of(known->schema);
  shape.set("description", known->description);
  return shape;
}

Dict aggregate_entry() {
  Dict properties;
  properties.set("metric", offered(metric_names()));
  properties.set("filter_list", object_of(kTexts));
  properties.set("aggregation", object_of(kText));
  properties.set("weight_by_size", object_of(R"({"type": "boolean"})"));
  return closed(std::move(properties), {"metric"});
}

Dict group_shape() {
  Dict entry = any_of({object_of(kText), object_of(R"({"type": "object"})")});
  Dict properties;
  for (const std::string& key : group_keys()) properties.set(key, shape_of(key));
  properties.set("task", list_schema(std::move(entry)));
  properties.set("group", object_of(kText));
  properties.set("group_alias", object_of(kText));
  properties.set("aggregate_metric_list", list_schema(aggregate_entry()));
  Dict dict;  // a group's other keys are laid over its tasks
  dict.set("type", "object");
  dict.set("properties", std::move(properties));
  dict.set("required", List{"group", "task"});
  return dict;
}

}  // namespace

Dict task_schema() {
  Dict task = closed(properties_of(task_keys()));
  task.set("title", "a task");
  Dict group = group_shape();
  group.set("title", "a group of tasks");
  Dict schema;
  schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  schema.set("title", "coldread task");
  schema.set("anyOf", List{std::move(task), std::move(group)});
  return schema;
}

}  // namespace coldread
