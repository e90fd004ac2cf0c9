#include "task/loaded_task.h"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <iterator>
#include <set>
#include <utility>

#include "base/error.h"
#include "task/fewshot.h"
#include "task/metric_list.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

Place file_place(const TaskConfig& config) {
  return {.file = config.file.string()};
}

std::optional<Field> optional_field(const char* key, const std::optional<YamlNode>& node,
                                    std::span<const std::string> columns, const RecipeUser& user) {
  if (!node) return std::nullopt;
  return Field(key, *node, columns, user);
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

/// What process_docs makes of a row: nothing where it drops it.
using RowStep = std::function<std::optional<Dict>(const Value& row)>;

RowStep step_of(const RecipeUser& user, const YamlNode& process_docs) {
  if (const RowFilter* filter = port_of<RowFilter>(user, process_docs)) {
    return [filter](const Value& row) {
      return filter->keeps(row, filter->value) ? std::optional(row.as_dict()) : std::nullopt;
    };
  }
  const RowMap map = *port_of<RowMap>(user, process_docs);
  return [map](const Value& row) {
    Dict made = row.as_dict();
    for (const auto& [column, value] : map(row)) made.set(column, value);
    return std::optional(std::move(made));
  };
}

/// A split after process_docs.
std::shared_ptr<const Split> processed(std::shared_ptr<const Split> split, const std::string& name,
                                       const std::optional<YamlNode>& process_docs, const TaskConfig& config) {
  if (!process_docs) return split;
  const RowStep step = step_of(config.user, *process_docs);
  auto made = std::make_shared<Split>();
  const auto fail = [&](const std::string& message) {
    throw Error(ErrorCode::usage, process_docs->place(), "task '" + config.task + "', process_docs, " + message);
  };
  for (const Document& document : split->documents) {
    try {
      if (auto row = step(document.fields)) {
        made->documents.push_back({.id = std::ssize(made->documents), .fields = std::move(*row)});
      }
    } catch (const Error& error) {
      fail("row " + std::to_string(document.id) + " of split '" + name + "': " + error.what());
    }
  }
  if (made->documents.empty()) fail("split '" + name + "': none of its rows is left");
  for (const auto& [column, value] : made->documents.front().fields.as_dict()) made->columns.push_back(column);
  return made;
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

LoadedTask::LoadedTask(TaskConfig config, const TaskOverrides& overrides, const FileRoots& roots)
    : config_(std::move(config)), compat_(overrides.compat) {
  if (config_.python_class != nullptr) {
    results_ = &config_.python_class->results;
  } else if (config_.process_results) {
    results_ = port_of<ResultsFunction>(config_.user, *config_.process_results);
  }
  metrics_ = results_ != nullptr ? read_result_metrics(config_, *results_, result_order_, config_.warnings)
                                 : read_metrics(config_, config_.warnings);
  pipelines_ = read_pipelines(config_);
  if (config_.output_type == "generate_until") {
    const Place place = config_.generation_kwargs ? config_.generation_kwargs->place() : file_place(config_);
    generation_ = read_generation_settings(config_.generation, place, compat_);
    config_.warnings.insert(config_.warnings.end(), generation_.warnings.begin(), generation_.warnings.end());
  }
  needs_unconditional_ = results_ == nullptr && config_.output_type == "multiple_choice" &&
                         std::any_of(metrics_.begin(), metrics_.end(),
                                     [](const TaskMetric& metric) { return metric.metric->needs_unconditional(); });
  num_fewshot_ = config_.num_fewshot.value_or(0);
  if (overrides.num_fewshot && config_.num_fewshot == 0 && *overrides.num_fewshot != 0) {
    config_.warnings.push_back("task '" + config_.task + "' fixes num_fewshot to 0; " +
                               std::to_string(*overrides.num_fewshot) + " has no effect");
  } else if (overrides.num_fewshot) {
    num_fewshot_ = *overrides.num_fewshot;
  }
  load_documents(overrides, roots);
  fill_facts();
}

void LoadedTask::load_documents(const TaskOverrides& overrides, const FileRoots& roots) {
  if (overrides.limit && *overrides.limit < 1) throw Error(ErrorCode::usage, "limit must be at least 1");
  if (num_fewshot_ < 0) throw Error(ErrorCode::usage, "num_fewshot must be at least 0");
  const auto node = [](const std::optional<YamlNode>& field) { return field ? &*field : nullptr; };
  Dataset dataset(
      {.path = node(config_.dataset_path), .name = node(config_.dataset_name), .kwargs = node(config_.dataset_kwargs)},
      config_.file.parent_path(), roots);
  const YamlNode& split = evaluated_split(config_);
  split_ = split.scalar.as_string();
  documents_ = processed(dataset.split(split_, split.place()), split_, config_.process_docs, config_);
  used_ = documents_->documents.size();
  if (overrides.limit) used_ = std::min(used_, static_cast<std::size_t>(*overrides.limit));

  const std::vector<std::string>& columns = documents_->columns;
  fields_ = DocumentFields{.text = optional_field("doc_to_text", config_.doc_to_text, columns, config_.user),
                           .target = Field("doc_to_target", *config_.doc_to_target, columns, config_.user),
                           .choices = optional_field("doc_to_choice", config_.doc_to_choice, columns, config_.user),
                           .gen_prefix = optional_field("gen_prefix", config_.gen_prefix, columns, config_.user)};
  description_ = optional_field("description", config_.description, columns, config_.user);
  look_at_first_document();
  if (num_fewshot_ == 0 || config_.output_type == "loglikelihood_rolling") return;

  const YamlNode* examples = example_split(config_);
  const Place place = examples != nullptr ? examples->place() : config_.fewshot.samples->place();
  const Split pool =
      examples != nullptr ? *example_pool(dataset, *examples) : split_of_samples(*config_.fewshot.samples);
  chosen_ = choose_examples(documents(), pool.documents,
                            {.sampler = config_.fewshot.sampler,
                             .task = config_.user.task,
                             .count = static_cast<std::size_t>(num_fewshot_),
                             .leave_out_evaluated = same_split(config_.fewshot.split, config_.test_split)},
                            place);
  const FewshotConfig& fewshot = config_.fewshot;
  if (!fewshot.doc_to_target || !fewshot.doc_to_text) {
    throw Error(ErrorCode::usage, file_place(config_), "fewshot_config needs doc_to_text and doc_to_target");
  }
  const DocumentFields fields{
      .text = Field("fewshot_config.doc_to_text", *fewshot.doc_to_text, columns, config_.user),
      .target = Field("fewshot_config.doc_to_target", *fewshot.doc_to_target, columns, config_.user),
      .choices = optional_field("fewshot_config.doc_to_choice", fewshot.doc_to_choice, columns, config_.user),
      .gen_prefix = optional_field("fewshot_config.gen_prefix", fewshot.gen_prefix, pool.columns, config_.user)};
  const std::string name = examples != nullptr ? examples->scalar.as_string() : "fewshot_config.samples";
  for (const auto& indexes : chosen_) {
    for (const std::size_t i : indexes) {
      if (!examples_.contains(i)) examples_.emplace(i, example_turns(pool.documents[i], fields, name));
    }
  }
}

std::shared_ptr<const Split> LoadedTask::example_pool(Dataset& dataset, const YamlNode& split) const {
  const std::string& name = split.scalar.as_string();
  // What fewshot_config says of process_docs is for a split that it names, too.
  const auto& process = config_.fewshot.split ? config_.fewshot.process_docs : config_.process_docs;
  return processed(dataset.split(name, split.place()), name, process, config_);
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
