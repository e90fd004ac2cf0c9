#include "task/loaded_task.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <utility>

#include "base/error.h"
#include "task/fewshot.h"
#include "task/metric_list.h"

namespace coldread {
namespace {

Place file_place(const TaskConfig& config) {
  return {.file = config.file.string()};
}

std::optional<Field> optional_field(const char* key, const std::optional<YamlNode>& node,
                                    std::span<const std::string> columns) {
  if (!node) return std::nullopt;
  return Field(key, *node, columns);
}

/// The split's name and the node that names it.
const YamlNode& evaluated_split(const TaskConfig& config) {
  if (config.test_split) return *config.test_split;
  if (config.validation_split) return *config.validation_split;
  throw Error(ErrorCode::usage, file_place(config), "has neither 'test_split' nor 'validation_split'");
}

/// lm-evaluation-harness's rule where neither a few-shot split nor samples are given.
const YamlNode* example_split(const TaskConfig& config) {
  if (config.fewshot.split) return &*config.fewshot.split;
  if (config.fewshot.samples) return nullptr;
  if (config.training_split) return &*config.training_split;
  if (config.validation_split) return &*config.validation_split;
  return &*config.test_split;
}

Split split_of_samples(const YamlNode& samples) {
  Split split;
  for (const YamlNode& sample : samples.items) {
    if (!sample.is_dict()) throw Error(ErrorCode::usage, sample.place(), "a sample must be a dict of columns");
    const auto id = static_cast<std::int64_t>(split.documents.size());
    split.documents.push_back({.id = id, .fields = to_value(sample)});
  }
  if (split.documents.empty()) throw Error(ErrorCode::usage, samples.place(), "'samples' is empty");
  for (const auto& [name, value] : split.documents.front().fields.as_dict()) split.columns.push_back(name);
  return split;
}

bool same_split(const std::optional<YamlNode>& a, const std::optional<YamlNode>& b) {
  return a.has_value() == b.has_value() && (!a || a->scalar == b->scalar);
}

}  // namespace

LoadedTask::LoadedTask(TaskConfig config, const TaskOverrides& overrides)
    : config_(std::move(config)), chat_(overrides.chat) {
  metrics_ = read_metrics(config_, config_.warnings);
  pipelines_ = read_pipelines(config_);
  if (config_.output_type == "generate_until") {
    const Place place = config_.generation_kwargs ? config_.generation_kwargs->place() : file_place(config_);
    generation_ = read_generation_settings(config_.generation, place);
    config_.warnings.insert(config_.warnings.end(), generation_.warnings.begin(), generation_.warnings.end());
  }
  needs_unconditional_ = config_.output_type == "multiple_choice" &&
                         std::any_of(metrics_.begin(), metrics_.end(),
                                     [](const TaskMetric& metric) { return metric.metric->needs_unconditional(); });
  num_fewshot_ = config_.num_fewshot.value_or(0);
  if (overrides.num_fewshot && config_.num_fewshot == 0 && *overrides.num_fewshot != 0) {
    config_.warnings.push_back("task '" + config_.task + "' fixes num_fewshot to 0; " +
                               std::to_string(*overrides.num_fewshot) + " has no effect");
  } else if (overrides.num_fewshot) {
    num_fewshot_ = *overrides.num_fewshot;
  }
  load_documents(overrides);
  fill_facts();
}

void LoadedTask::load_documents(const TaskOverrides& overrides) {
  if (overrides.limit && *overrides.limit < 1) throw Error(ErrorCode::usage, "limit must be at least 1");
  if (num_fewshot_ < 0) throw Error(ErrorCode::usage, "num_fewshot must be at least 0");
  const auto node = [](const std::optional<YamlNode>& field) { return field ? &*field : nullptr; };
  Dataset dataset(
      {.path = node(config_.dataset_path), .name = node(config_.dataset_name), .kwargs = node(config_.dataset_kwargs)},
      config_.file.parent_path());
  const YamlNode& split = evaluated_split(config_);
  split_ = split.scalar.as_string();
  documents_ = dataset.split(split_, split.place());
  used_ = documents_->documents.size();
  if (overrides.limit) used_ = std::min(used_, static_cast<std::size_t>(*overrides.limit));

  const std::vector<std::string>& columns = documents_->columns;
  fields_ = DocumentFields{.text = optional_field("doc_to_text", config_.doc_to_text, columns),
                           .target = Field("doc_to_target", *config_.doc_to_target, columns),
                           .choices = optional_field("doc_to_choice", config_.doc_to_choice, columns),
                           .gen_prefix = optional_field("gen_prefix", config_.gen_prefix, columns)};
  description_ = optional_field("description", config_.description, columns);
  look_at_first_document();
  if (num_fewshot_ == 0 || config_.output_type == "loglikelihood_rolling") return;

  const YamlNode* examples = example_split(config_);
  const Place place = examples != nullptr ? examples->place() : config_.fewshot.samples->place();
  const Split pool = examples != nullptr ? *dataset.split(examples->scalar.as_string(), place)
                                         : split_of_samples(*config_.fewshot.samples);
  chosen_ = choose_examples(documents(), pool.documents,
                            {.sampler = config_.fewshot.sampler,
                             .count = static_cast<std::size_t>(num_fewshot_),
                             .leave_out_evaluated = same_split(config_.fewshot.split, config_.test_split)},
                            place);
  const FewshotConfig& fewshot = config_.fewshot;
  if (!fewshot.doc_to_target || !fewshot.doc_to_text) {
    throw Error(ErrorCode::usage, file_place(config_), "fewshot_config needs doc_to_text and doc_to_target");
  }
  const DocumentFields fields{
      .text = Field("fewshot_config.doc_to_text", *fewshot.doc_to_text, columns),
      .target = Field("fewshot_config.doc_to_target", *fewshot.doc_to_target, columns),
      .choices = optional_field("fewshot_config.doc_to_choice", fewshot.doc_to_choice, columns),
      .gen_prefix = optional_field("fewshot_config.gen_prefix", fewshot.gen_prefix, pool.columns)};
  const std::string name = examples != nullptr ? examples->scalar.as_string() : "fewshot_config.samples";
  for (const auto& indexes : chosen_) {
    for (const std::size_t i : indexes) {
      if (!examples_.contains(i)) examples_.emplace(i, example_turns(pool.documents[i], fields, name));
    }
  }
}

void LoadedTask::look_at_first_document() {
  const RowPlace first = row(documents_->documents.front());
  several_targets_ = evaluate_target(fields_->target, fields_->choices.has_value(), first).is_list();
  if (config_.output_type == "multiple_choice") {
    choices_are_contexts_ = as_index(evaluate_text(*fields_->text, true, first)).has_value();
  }
}

void LoadedTask::fill_facts() {
  facts_.name = config_.task;
  facts_.alias = config_.alias;
  facts_.description = config_.summary;
  facts_.output_type = config_.output_type;
  facts_.version = config_.version;
  facts_.tags = config_.tags;
  facts_.num_fewshot = num_fewshot_;
  facts_.documents_total = static_cast<std::int64_t>(documents_->documents.size());
  facts_.documents_used = static_cast<std::int64_t>(used_);
  for (const TaskMetric& metric : metrics_) {
    facts_.metrics.push_back({.name = metric.name, .higher_is_better = metric.higher_is_better});
  }
  facts_.config = echo(config_, num_fewshot_);
}

std::vector<std::string> LoadedTask::filters() const {
  std::vector<std::string> names;
  for (const FilterPipeline& pipeline : pipelines_) names.push_back(pipeline.name());
  return names;
}

}  // namespace coldread
