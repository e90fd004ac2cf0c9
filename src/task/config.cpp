#include "task/config.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "dataset/dataset.h"
#include "task/config_file.h"
#include "task/python_functions.h"
#include "template/template.h"

namespace coldread {
namespace {

/// Answers to one prompt; each is a request of its own.
constexpr std::int64_t kMaxRepeats = 10'000;

const std::vector<std::string> kOutputTypes{"generate_until", "loglikelihood", "multiple_choice",
                                            "loglikelihood_rolling"};

/// Reads the keys of one dict, kind by kind.
class Keys {
 public:
  explicit Keys(const YamlNode& dict) : dict_(dict) {}

  /// nullopt where the key is absent or null.
  std::optional<YamlNode> node(std::string_view key) const {
    const YamlNode* found = find(key);
    return found == nullptr ? std::nullopt : std::optional<YamlNode>(*found);
  }
  std::optional<std::string> text(std::string_view key) const {
    const YamlNode* found = find(key);
    return found == nullptr ? std::nullopt : std::optional(named(*found, quoted(key)).text());
  }
  std::optional<std::int64_t> count(std::string_view key, std::int64_t least) const {
    const YamlNode* found = find(key);
    return found == nullptr ? std::nullopt : std::optional(named(*found, quoted(key)).integer(least));
  }
  std::vector<std::string> texts(std::string_view key) const {
    const YamlNode* found = find(key);
    return found == nullptr ? std::vector<std::string>{} : texts_of(*found, quoted(key));
  }
  std::optional<YamlNode> text_node(std::string_view key) const {
    text(key);
    return node(key);
  }
  std::optional<YamlNode> list_node(std::string_view key) const {
    auto found = node(key);
    if (found && !found->is_list()) named(*found, quoted(key)).refuse_kind("a list");
    return found;
  }
  std::optional<YamlNode> function(std::string_view key) const {
    auto found = node(key);
    if (found && found->tag.empty()) named(*found, quoted(key)).refuse("a function (!function module.name)");
    return found;
  }
  /// A dict's string or number, or a list: what a field may be, for which see Field.
  std::optional<YamlNode> field(std::string_view key, bool lists, bool dicts) const {
    auto found = node(key);
    if (!found) return found;
    const bool scalar = found->kind == YamlNode::Kind::scalar && (found->scalar.is_string() || found->scalar.is_int());
    if (!scalar && !(lists && found->is_list()) && !(dicts && found->is_dict())) {
      named(*found, quoted(key))
          .refuse_kind("a column, a template or a number" + std::string(lists ? " or a list" : ""));
    }
    return found;
  }

 private:
  static std::string quoted(std::string_view key) { return "'" + std::string(key) + "'"; }
  const YamlNode* find(std::string_view key) const {
    const YamlNode* found = dict_.find(key);
    return found == nullptr || found->is_null() ? nullptr : found;
  }

  const YamlNode& dict_;
};

/// Keys whose whole point is Python or another modality.
void refuse_unsupported(const YamlNode& root) {
  const std::array<std::pair<std::string_view, std::string_view>, 4> refused{{
      {"custom_dataset", "makes its data with Python; write the rows to a JSON lines file and read that"},
      {"use_prompt", "takes its prompt from promptsource; write doc_to_text, doc_to_target and doc_to_choice instead"},
      {"doc_to_image", "needs a model that sees images"},
      {"doc_to_audio", "needs a model that hears"},
  }};
  for (const auto& [key, reason] : refused) {
    const YamlMember* member = root.find_member(key);
    if (member == nullptr || member->value.is_null()) continue;
    std::string name = member->value.tag == "!function" ? " (" + member->value.scalar.as_string() + ")" : "";
    throw Error(ErrorCode::usage, member->value.place(),
                "'" + std::string(key) + "'" + name + " is not supported: it " + std::string(reason));
  }
  if (const YamlNode* unsafe = root.find("unsafe_code"); unsafe != nullptr && !(unsafe->scalar == Value(false))) {
    if (!unsafe->is_null())
      fail_at(*unsafe, "'unsafe_code' is not supported: coldread runs no code that a model wrote");
  }
}

FewshotConfig read_fewshot(const YamlNode& root, TaskConfig& config) {
  const Keys task(root);
  FewshotConfig fewshot{.sampler = "default",
                        .split = task.text_node("fewshot_split"),
                        .samples = {},
                        .process_docs = config.process_docs,
                        .doc_to_text = config.doc_to_text,
                        .doc_to_target = config.doc_to_target,
                        .doc_to_choice = config.doc_to_choice,
                        .gen_prefix = config.gen_prefix,
                        .target_delimiter = config.target_delimiter,
                        .fewshot_delimiter = config.fewshot_delimiter};
  const auto given = task.node("fewshot_config");
  if (!given) return fewshot;
  if (!given->is_dict()) named(*given, "'fewshot_config'").refuse_kind("a dict");
  check_keys(*given, fewshot_keys(), "fewshot_config");
  const Keys keys(*given);
  if (const auto sampler = keys.text("sampler")) fewshot.sampler = *sampler;
  const std::vector<std::string> samplers{"default", "first_n", "per_document"};
  if (std::find(samplers.begin(), samplers.end(), fewshot.sampler) == samplers.end()) {
    fail_at(*given->find("sampler"), "unknown sampler '" + fewshot.sampler + "'" +
                                         did_you_mean(fewshot.sampler, samplers) +
                                         " (there are default, first_n and per_document)");
  }
  // A key given as null takes the task's own value away, but for the two that an example cannot do without.
  const auto replace = [&](std::string_view key, std::optional<YamlNode>& field, auto read) {
    if (given->find(key) != nullptr) field = read(key);
  };
  const auto inherit = [&](std::optional<YamlNode> own, std::optional<YamlNode>& field) {
    if (own) field = std::move(own);
  };
  replace("split", fewshot.split, [&](auto key) { return keys.text_node(key); });
  replace("samples", fewshot.samples, [&](auto key) { return keys.list_node(key); });
  replace("process_docs", fewshot.process_docs, [&](auto key) { return keys.function(key); });
  inherit(keys.field("doc_to_text", false, false), fewshot.doc_to_text);
  inherit(keys.field("doc_to_target", true, false), fewshot.doc_to_target);
  replace("doc_to_choice", fewshot.doc_to_choice, [&](auto key) { return keys.field(key, true, true); });
  replace("gen_prefix", fewshot.gen_prefix, [&](auto key) { return keys.text_node(key); });
  if (const auto text = keys.text("target_delimiter")) fewshot.target_delimiter = *text;
  if (const auto text = keys.text("fewshot_delimiter")) fewshot.fewshot_delimiter = *text;
  if (const auto indices = keys.node("fewshot_indices")) {
    config.warnings.push_back(to_string(indices->place()) +
                              "'fewshot_indices' has no effect (nor in lm-evaluation-harness)");
  }
  if (fewshot.split && fewshot.samples) {
    config.warnings.push_back(to_string(fewshot.samples->place()) + "'samples' has no effect beside a few-shot split");
  }
  return fewshot;
}

/// generation_kwargs with the defaults of lm-evaluation-harness.
Dict read_generation(const std::optional<YamlNode>& given, const TaskConfig& config) {
  Dict generation;
  if (!given) {
    generation.set("temperature", 0.0);
    generation.set("do_sample", false);
    generation.set("max_gen_toks", 256);
  } else {
    if (!given->is_dict()) named(*given, "'generation_kwargs'").refuse_kind("a dict");
    generation = to_value(*given).as_dict();
  }
  if (!generation.contains("until")) generation.set("until", List{config.fewshot_delimiter});
  return generation;
}

void read_metadata(const Keys& keys, TaskConfig& config) {
  const auto metadata = keys.node("metadata");
  if (!metadata) return;
  config.metadata = to_value(*metadata);
  if (!metadata->is_dict()) return;
  if (const YamlNode* version = metadata->find("version")) config.version = python_str(to_value(*version));
  if (const YamlNode* summary = metadata->find("description"); summary != nullptr && summary->is_string()) {
    config.summary = summary->scalar.as_string();
  }
}

/// Keys that the task's other keys leave without effect.
void warn_of_idle_keys(const Keys& keys, TaskConfig& config) {
  const auto warn = [&](const YamlNode& node, const std::string& key, const std::string& why) {
    config.warnings.push_back(to_string(node.place()) + "'" + key + "' has no effect" + why);
  };
  const std::string with_type = " with output_type " + config.output_type;
  if (config.output_type != "generate_until") {
    if (config.generation_kwargs) warn(*config.generation_kwargs, "generation_kwargs", with_type);
    if (config.repeats > 1) warn(*keys.node("repeats"), "repeats", with_type + ": the answer is the same each time");
  }
  if (config.output_type == "loglikelihood_rolling") {
    if (config.num_fewshot.value_or(0) > 0) warn(*keys.node("num_fewshot"), "num_fewshot", with_type);
    for (const char* key : {"description", "gen_prefix", "fewshot_split", "fewshot_config"}) {
      const auto node = keys.node(key);
      if (node && !(node->scalar == Value(""))) warn(*node, key, with_type);
    }
  }
  for (const char* key : {"should_decontaminate", "doc_to_decontamination_query"}) {
    const auto node = keys.node(key);
    if (node && !(node->scalar == Value(false))) warn(*node, key, " (nor in lm-evaluation-harness)");
  }
  if (!config.dataset_kwargs) return;
  for (const YamlMember& member : config.dataset_kwargs->members) {
    if (is_idle_dataset_key(member.key))
      warn(member.value, member.key, " in dataset_kwargs: data is read from local files");
  }
}

/// A task that is a Python class with a port: that one's YAML with the file's own keys over it.
YamlNode without_class(const YamlNode& root, TaskConfig& config) {
  const YamlNode* name = root.find("class");
  if (name == nullptr) return root;
  config.python_class = port_of<TaskClass>(recipe_user(root), *name);
  if (config.python_class == nullptr) fail_at(*name, "'class' must be a Python class that coldread has a port of");
  YamlNode merged = parse_yaml(config.python_class->yaml, "class " + name->scalar.as_string());
  overlay(merged, root);
  std::erase_if(merged.members, [](const YamlMember& member) { return member.key == "class"; });
  return merged;
}

}  // namespace

const std::vector<std::string>& task_keys() {
  static const std::vector<std::string> keys{"task",
                                             "task_alias",
                                             "tag",
                                             "group",
                                             "custom_dataset",
                                             "dataset_path",
                                             "dataset_name",
                                             "dataset_kwargs",
                                             "training_split",
                                             "validation_split",
                                             "test_split",
                                             "fewshot_split",
                                             "process_docs",
                                             "doc_to_text",
                                             "doc_to_target",
                                             "doc_to_image",
                                             "doc_to_audio",
                                             "unsafe_code",
                                             "doc_to_choice",
                                             "process_results",
                                             "use_prompt",
                                             "description",
                                             "target_delimiter",
                                             "fewshot_delimiter",
                                             "fewshot_config",
                                             "num_fewshot",
                                             "metric_list",
                                             "output_type",
                                             "generation_kwargs",
                                             "repeats",
                                             "filter_list",
                                             "should_decontaminate",
                                             "doc_to_decontamination_query",
                                             "gen_prefix",
                                             "metadata",
                                             "include",
                                             "fewshot"};
  return keys;
}

const std::vector<std::string>& fewshot_keys() {
  static const std::vector<std::string> keys{
      "sampler",       "split",         "process_docs", "fewshot_indices",   "samples",         "doc_to_text",
      "doc_to_choice", "doc_to_target", "gen_prefix",   "fewshot_delimiter", "target_delimiter"};
  return keys;
}

TaskConfig read_task_config(const YamlNode& given, const std::filesystem::path& file) {
  refuse_unsupported(given);
  refuse_unknown_functions(given, file.string());
  TaskConfig config;
  const YamlNode root = without_class(given, config);
  check_keys(root, task_keys());
  const Keys keys(root);
  config.definition = given;
  config.file = file;
  config.doubts = given.warnings;
  config.user = recipe_user(root);
  const auto name = keys.text("task");
  if (!name || name->empty()) throw Error(ErrorCode::usage, {.file = file.string()}, "has no 'task' name");
  config.task = *name;
  config.alias = keys.text("task_alias").value_or(config.task);
  config.tags = keys.texts("tag");
  if (const auto type = keys.text("output_type")) config.output_type = *type;
  if (std::find(kOutputTypes.begin(), kOutputTypes.end(), config.output_type) == kOutputTypes.end()) {
    fail_at(*root.find("output_type"),
            "unknown output_type '" + config.output_type + "'" + did_you_mean(config.output_type, kOutputTypes));
  }
  config.dataset_path = keys.text_node("dataset_path");
  if (!config.dataset_path) throw Error(ErrorCode::usage, {.file = file.string()}, "has no 'dataset_path'");
  config.dataset_name = keys.node("dataset_name");
  config.dataset_kwargs = keys.node("dataset_kwargs");
  config.training_split = keys.text_node("training_split");
  config.validation_split = keys.text_node("validation_split");
  config.test_split = keys.text_node("test_split");
  config.process_docs = keys.function("process_docs");
  config.process_results = keys.function("process_results");
  config.doc_to_text = keys.field("doc_to_text", false, false);
  config.doc_to_target = keys.field("doc_to_target", true, false);
  config.doc_to_choice = keys.field("doc_to_choice", true, true);
  config.description = keys.text_node("description");
  config.gen_prefix = keys.text_node("gen_prefix");
  config.target_delimiter = keys.text("target_delimiter").value_or(" ");
  config.fewshot_delimiter = keys.text("fewshot_delimiter").value_or("\n\n");
  config.fewshot = read_fewshot(root, config);
  if (const auto fewshot = keys.text("fewshot")) {
    if (*fewshot != "per_document") fail_at(*root.find("fewshot"), "'fewshot' can only be per_document");
    if (config.fewshot.sampler == "default") config.fewshot.sampler = *fewshot;
  }
  config.fewshot.leave_out_own = keys.text("fewshot").has_value() || config.fewshot.sampler == "per_document";
  config.num_fewshot = keys.count("num_fewshot", 0);
  config.repeats = keys.count("repeats", 1).value_or(1);
  if (config.repeats > kMaxRepeats) fail_at(*root.find("repeats"), "'repeats' must be at most 10000");
  config.metric_list = keys.list_node("metric_list");
  config.filter_list = keys.list_node("filter_list");
  config.generation_kwargs = keys.node("generation_kwargs");
  if (config.output_type == "generate_until") {
    config.generation = read_generation(config.generation_kwargs, config);
  }
  warn_of_idle_keys(keys, config);
  read_metadata(keys, config);
  if (!config.doc_to_target) throw Error(ErrorCode::usage, {.file = file.string()}, "has no 'doc_to_target'");
  if (!config.doc_to_text && config.output_type != "loglikelihood_rolling") {
    throw Error(ErrorCode::usage, {.file = file.string()}, "has no 'doc_to_text'");
  }
  if (!config.doc_to_choice && config.output_type == "multiple_choice") {
    throw Error(ErrorCode::usage, {.file = file.string()}, "output_type multiple_choice needs 'doc_to_choice'");
  }
  return config;
}

TaskConfig read_task_config(const YamlNode& root, const std::filesystem::path& file, const std::string& name) {
  TaskConfig config = read_task_config(root, file);
  if (name.empty()) return config;
  if (config.alias == config.task) config.alias = name;
  config.task = name;
  return config;
}

}  // namespace coldread
