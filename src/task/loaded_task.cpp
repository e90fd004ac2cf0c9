#include "task/loaded_task.h"

#include <algorithm>
#include <filesystem>
#include <iterator>
#include <utility>

#include "base/error.h"
#include "task/metric_list.h"
#include "task/process_docs.h"
#include "task/python_functions.h"

namespace coldread {
namespace {

Place file_place(const TaskConfig& config) {
  return {.file = config.file.string()};
}

/// The split's name and the node that names it.
const YamlNode& evaluated_split(const TaskConfig& config) {
  if (config.test_split) return *config.test_split;
  if (config.validation_split) return *config.validation_split;
  throw Error(ErrorCode::usage, file_place(config), "has neither 'test_split' nor 'validation_split'");
}

}  // namespace

LoadedTask::LoadedTask(TaskConfig config, std::optional<std::int64_t> num_fewshot, Compat compat)
    : config_(std::move(config)), compat_(compat), asked_fewshot_(num_fewshot) {
  if (config_.python_class != nullptr) {
    results_ = &config_.python_class->results;
  } else if (config_.process_results) {
    results_ = port_of<ResultsFunction>(config_.user, *config_.process_results);
  }
  metrics_ = results_ != nullptr ? read_result_metrics(config_, *results_, result_order_, config_.warnings)
                                 : read_metrics(config_, config_.warnings);
  pipelines_ = read_pipelines(config_);
  add_repeat_metrics();
  if (config_.output_type == "generate_until") {
    const Place place = config_.generation_kwargs ? config_.generation_kwargs->place() : file_place(config_);
    generation_ = read_generation_settings(config_.generation, place, compat_);
    config_.warnings.insert(config_.warnings.end(), generation_.warnings.begin(), generation_.warnings.end());
  }
  needs_unconditional_ = results_ == nullptr && config_.output_type == "multiple_choice" &&
                         std::any_of(metrics_.begin(), metrics_.end(),
                                     [](const TaskMetric& metric) { return metric.metric->needs_unconditional(); });
  num_fewshot_ = examples_asked();
  split_ = evaluated_split(config_).scalar.as_string();
}

std::int64_t LoadedTask::examples_asked() {
  const std::int64_t asked = asked_fewshot_.value_or(config_.num_fewshot.value_or(0));
  if (asked < 0) throw Error(ErrorCode::usage, "num_fewshot must be at least 0");
  const auto pass_over = [&](const std::string& why) {
    config_.warnings.push_back("task '" + config_.task + "' " + why + "; num_fewshot " + std::to_string(asked) +
                               " has no effect");
    return std::int64_t{0};
  };
  if (asked == 0) return 0;
  if (config_.output_type == "loglikelihood_rolling") return pass_over("scores whole texts, without examples");
  if (asked_fewshot_ && config_.num_fewshot == 0) return pass_over("fixes num_fewshot to 0");
  return asked;
}

LoadedTask::LoadedTask(TaskConfig config, const TaskOverrides& overrides, const FileRoots& roots)
    : LoadedTask(std::move(config), overrides.num_fewshot, overrides.compat) {
  const auto node = [](const std::optional<YamlNode>& field) { return field ? &*field : nullptr; };
  Dataset dataset(
      {.path = node(config_.dataset_path), .name = node(config_.dataset_name), .kwargs = node(config_.dataset_kwargs)},
      config_.file.parent_path(), roots);
  const YamlNode& split = evaluated_split(config_);
  const auto evaluated = processed(dataset.split(split_, split.place()), split_, config_.process_docs, config_);
  const auto rows = std::make_shared<TaskRows>(
      read_documents(*evaluated, {.ids = overrides.documents, .shuffle = overrides.shuffle, .limit = overrides.limit}));
  take_documents(rows);
  if (num_fewshot_ > 0) choose_examples_of(dataset, evaluated->documents, overrides.fewshot_seed, *rows);
  write_examples();
  fill_facts();
}

LoadedTask::LoadedTask(TaskConfig config, std::optional<std::int64_t> num_fewshot, Compat compat,
                       std::shared_ptr<const TaskRows> rows)
    : LoadedTask(std::move(config), num_fewshot, compat) {
  take_documents(std::move(rows));
  write_examples();
  fill_facts();
}

void LoadedTask::add_repeat_metrics() {
  if (config_.repeats > 1 && !config_.filter_list) {
    config_.warnings.push_back(to_string(file_place(config_)) + "task '" + config_.task + "' scores the first of its " +
                               std::to_string(config_.repeats) +
                               " repeats alone, having no filter_list; take_first_k or majority_vote use them all");
  }
  const FilterPipeline* several = nullptr;
  std::size_t most = 1;
  for (const FilterPipeline& pipeline : pipelines_) {
    const std::size_t left = pipeline.left_of(static_cast<std::size_t>(config_.repeats));
    if (left <= most) continue;
    several = &pipeline;
    most = left;
  }
  if (several == nullptr) return;
  for (const TaskMetric& metric : metrics_) {
    const bool is_mean = metric.aggregation.empty() ? metric.metric->standard_error() == StandardError::mean
                                                    : metric.aggregation == "mean";
    if (is_mean) continue;
    throw Error(ErrorCode::usage, several->place(),
                "filter pipeline '" + several->name() + "' leaves " + std::to_string(most) +
                    " responses of a document, and '" + metric.name +
                    "' has no mean over them; end the pipeline with take_first");
  }
  if (config_.output_type != "generate_until" || results_ != nullptr) return;
  of_repeats_ = repeat_metrics(metrics_, most);
  for (const RepeatMetric& figure : of_repeats_) {
    TaskMetric metric = metrics_[figure.base];
    metric.name = name_of(figure);
    metric.of_repeats = true;
    metrics_.push_back(std::move(metric));
  }
}

TaskRows LoadedTask::read_documents(const Split& evaluated, const DocumentChoice& choice) const {
  TaskRows rows;
  rows.files = evaluated.files;
  rows.warnings = evaluated.warnings;
  rows.documents_total = std::ssize(evaluated.documents);
  rows.columns = evaluated.columns;
  for (const std::size_t id : choose_documents(evaluated.documents.size(), choice, config_.task)) {
    rows.documents.push_back(evaluated.documents[id]);
  }
  return rows;
}

void LoadedTask::take_documents(std::shared_ptr<const TaskRows> rows) {
  rows_ = std::move(rows);
  for (std::size_t i = 0; i < rows_->documents.size(); ++i) positions_[rows_->documents[i].id] = i;
  const std::vector<std::string>& columns = rows_->columns;
  fields_ = DocumentFields{.text = optional_field("doc_to_text", config_.doc_to_text, columns, config_.user),
                           .target = Field("doc_to_target", *config_.doc_to_target, columns, config_.user),
                           .choices = optional_field("doc_to_choice", config_.doc_to_choice, columns, config_.user),
                           .gen_prefix = optional_field("gen_prefix", config_.gen_prefix, columns, config_.user)};
  description_ = optional_field("description", config_.description, columns, config_.user);
  look_at_first_document();
}

void LoadedTask::look_at_first_document() {
  const RowPlace first = row(rows_->documents.front());
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
  facts_.documents_total = rows_->documents_total;
  facts_.documents_used = std::ssize(rows_->documents);
  facts_.own_answers = rows_->own_answers;
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

TaskSource LoadedTask::source() const {
  return {.definition = config_.definition,
          .file = config_.file,
          .name = config_.task,
          .num_fewshot = asked_fewshot_,
          .compat = compat_,
          .rows = rows_};
}

std::unique_ptr<Task> make_task(TaskSource source) {
  COLDREAD_CHECK(source.rows != nullptr && !source.rows->documents.empty());
  return std::make_unique<LoadedTask>(read_task_config(source.definition, source.file, source.name), source.num_fewshot,
                                      source.compat, std::move(source.rows));
}

}  // namespace coldread
