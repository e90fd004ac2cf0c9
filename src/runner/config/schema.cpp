#include "runner/config/schema.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "io/json.h"
#include "runner/config/run_options.h"
#include "sampling/options.h"

namespace coldread {
namespace {

/// Keys that take more than one plain value, as schemas in JSON; the kinds of the others are their options'.
struct KeyShape {
  std::string_view key, schema;
};
constexpr std::string_view kModel =
    R"({"anyOf": [{"type": "string"}, {"type": "object", "required": ["path"], "additionalProperties": false,
        "properties": {"path": {"type": "string"}, "name": {"type": "string"}, "compute": {"type": "string"},
                       "eos": {"type": ["string", "integer", "array"]},
                       "ignore_config": {"type": ["string", "array"], "items": {"type": "string"}}}}]})";
constexpr std::string_view kTask =
    R"({"anyOf": [{"type": "string"}, {"type": "object", "required": ["task"], "properties": {"task": {"type": "string"},
        "name": {"type": "string"}, "num_fewshot": {"type": "integer", "minimum": 0}, "limit": {"type": ["integer", "number", "string"]},
        "documents": {"type": ["string", "integer", "array"]}, "shuffle": {"type": "integer", "minimum": 0}}}]})";
constexpr KeyShape kShapes[] = {
    {"description", R"({"type": "string"})"},
    {"seeds", R"({"type": "array", "items": {"type": "integer", "minimum": 0}, "minItems": 1})"},
    {"repeats", R"({"type": "integer", "minimum": 1, "maximum": 10000})"},
    {"limit", R"({"type": ["integer", "number", "string"]})"},
    {"documents", R"({"type": ["string", "integer", "array"]})"},
    {"samples", R"({"type": ["object", "string"]})"},
    {"num_fewshot", R"({"type": "integer", "minimum": 0})"},
    {"fewshot", R"({"const": "per_document"})"},
    {"eos", R"({"type": ["string", "integer", "array"]})"},
    {"chat_template_kwargs", R"({"type": ["object", "string", "array"]})"},
    {"chat_date", R"({"type": ["string"]})"},
    {"compute", R"({"enum": ["fp32", "int8", "bf16"]})"},
    {"memory", R"({"type": ["string", "integer"]})"},
};

Dict object_of(std::string_view json) {
  return parse_json(json, "the schema of a key").as_dict();
}

/// One value, or a list of them.
Dict one_or_list(std::string_view item) {
  Dict list;
  list.set("type", "array");
  list.set("items", object_of(item));
  Dict dict;
  dict.set("anyOf", List{object_of(item), std::move(list)});
  return dict;
}

/// Named settings, and grids of values.
Dict sampling_shape() {
  Dict options;
  for (const std::string& name : sampling_option_names()) options.set(name, Dict());
  options.set("grid", object_of(R"({"type": "object"})"));
  options.set("max_tokens", object_of(R"({"type": "integer", "minimum": 0})"));
  options.set("until", object_of(R"({"type": ["string", "array"], "items": {"type": "string"}})"));
  Dict setting;
  setting.set("type", "object");
  setting.set("properties", std::move(options));
  Dict dict;
  dict.set("type", "object");
  dict.set("additionalProperties", std::move(setting));
  return dict;
}

Dict shape_of_kind(const RunOption& option) {
  switch (option.kind()) {
    case OptionKind::whole_number: {
      Dict dict;
      dict.set("type", "integer");
      dict.set("minimum", option.least);
      if (option.most != INT64_MAX) dict.set("maximum", option.most);
      return dict;
    }
    case OptionKind::present:
    case OptionKind::yes_no:
      return object_of(R"({"type": "boolean"})");
    case OptionKind::texts:
    case OptionKind::commas:
      return one_or_list(R"({"type": "string"})");
    case OptionKind::pairs:
      return object_of(R"({"type": "object"})");
    case OptionKind::plain:
      return object_of(R"({"type": ["integer", "number", "string", "boolean"]})");
    case OptionKind::text:
      break;
  }
  return object_of(R"({"type": "string"})");
}

Dict shape_of(const RunOption& option) {
  if (option.key == "models") return one_or_list(kModel);
  if (option.key == "tasks") return one_or_list(kTask);
  if (option.key == "sampling") return sampling_shape();
  const auto known = std::ranges::find(kShapes, option.key, &KeyShape::key);
  return known == std::end(kShapes) ? shape_of_kind(option) : object_of(known->schema);
}

}  // namespace

Dict config_schema() {
  Dict properties;
  for (const RunOption& option : run_options()) {
    if (!option.in_config) continue;
    Dict shape = shape_of(option);
    if (!option.help.empty()) shape.set("description", option.help);
    properties.set(std::string(option.key), std::move(shape));
  }
  Dict schema;
  schema.set("$schema", "https://json-schema.org/draft/2020-12/schema");
  schema.set("title", "coldread config");
  schema.set("type", "object");
  schema.set("properties", std::move(properties));
  schema.set("additionalProperties", false);
  return schema;
}

}  // namespace coldread
