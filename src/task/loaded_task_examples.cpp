#include <algorithm>
#include <iterator>
#include <string>
#include <utility>

#include "base/error.h"
#include "task/fewshot.h"
#include "task/loaded_task.h"
#include "task/own_answers.h"
#include "task/process_docs.h"
#include "task/row_check.h"

namespace coldread {
namespace {

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

/// What examples come from, as errors and warnings call it.
std::string pool_name(const TaskConfig& config) {
  const YamlNode* split = example_split(config);
  return split != nullptr ? split->scalar.as_string() : "fewshot_config.samples";
}

std::string own_answers_warning(const TaskConfig& config, std::int64_t count, std::int64_t documents,
                                const std::string& split) {
  return "task '" + config.task + "': " + std::to_string(count) + " of " + std::to_string(documents) +
         " documents have their own answer among their examples (drawn from '" + split +
         "'); name another fewshot_split, or set fewshot: per_document to leave it out";
}

/// Of an example that stands in prompts.
void note_nulls(const DocumentFields& fields, bool has_choices, const RowPlace& row, RowNotes& notes) {
  const std::string of = "an example of split '" + row.split + "': ";
  note_null(of + "doc_to_text", *fields.text, evaluate_text(*fields.text, has_choices, row), row, notes);
  note_null(of + "doc_to_target", fields.target, evaluate_target(fields.target, has_choices, row), row, notes);
}

}  // namespace

std::shared_ptr<const Split> LoadedTask::example_pool(Dataset& dataset, const YamlNode& split) const {
  const std::string& name = split.scalar.as_string();
  // What fewshot_config says of process_docs is for a split that it names, too.
  const auto& process = config_.fewshot.split ? config_.fewshot.process_docs : config_.process_docs;
  return processed(dataset.split(name, split.place()), name, process, config_);
}

DocumentFields LoadedTask::example_fields(const std::vector<std::string>& pool_columns) const {
  const FewshotConfig& fewshot = config_.fewshot;
  if (!fewshot.doc_to_target || !fewshot.doc_to_text) {
    throw Error(ErrorCode::usage, {.file = config_.file.string()},
                "fewshot_config needs doc_to_text and doc_to_target");
  }
  const std::vector<std::string>& columns = rows_->columns;
  return {.text = Field("fewshot_config.doc_to_text", *fewshot.doc_to_text, columns, config_.user),
          .target = Field("fewshot_config.doc_to_target", *fewshot.doc_to_target, columns, config_.user),
          .choices = optional_field("fewshot_config.doc_to_choice", fewshot.doc_to_choice, columns, config_.user),
          .gen_prefix = optional_field("fewshot_config.gen_prefix", fewshot.gen_prefix, pool_columns, config_.user)};
}

void LoadedTask::choose_examples_of(Dataset& dataset, std::span<const Document> all, std::optional<std::int64_t> seed,
                                    TaskRows& rows) const {
  const YamlNode* examples = example_split(config_);
  const Place place = examples != nullptr ? examples->place() : config_.fewshot.samples->place();
  const std::string name = pool_name(config_);
  const Split pool =
      examples != nullptr ? *example_pool(dataset, *examples) : split_of_samples(*config_.fewshot.samples);
  const DocumentFields fields = example_fields(pool.columns);
  const auto write = [&](const Document& row) { return example_turns(row, fields, name); };
  // A document's examples are those that it has in a run over all documents.
  const std::span<const Document> up_to_last = all.first(static_cast<std::size_t>(rows.documents.back().id) + 1);
  OwnAnswers own(up_to_last, pool.documents, write, write);

  FewshotChoice choice{.sampler = config_.fewshot.sampler,
                       .task = config_.user.task,
                       .count = static_cast<std::size_t>(num_fewshot_),
                       .leave_out_evaluated = same_split(config_.fewshot.split, config_.test_split),
                       .seed = seed.value_or(FewshotChoice().seed)};
  if (config_.fewshot.leave_out_own) {
    choice.left_out = [&](std::size_t document, std::size_t example) { return own.holds(document, example); };
  }
  std::vector<std::vector<std::size_t>> drawn = choose_examples(up_to_last, pool.documents, choice, place);
  std::vector<std::vector<std::size_t>> of_taken(drawn.size());
  rows.example_columns = pool.columns;
  for (const Document& document : rows.documents) {
    const auto id = static_cast<std::size_t>(document.id);
    of_taken[id] = std::move(drawn[id]);
    rows.chosen.push_back(of_taken[id]);
    for (const std::size_t i : of_taken[id]) rows.examples.try_emplace(i, pool.documents[i]);
  }
  rows.own_answers = static_cast<std::int64_t>(own.count(of_taken));
  for (const std::string& warning : pool.warnings) {
    if (std::ranges::find(rows.warnings, warning) == rows.warnings.end()) rows.warnings.push_back(warning);
  }
}

void LoadedTask::write_examples() {
  if (rows_->chosen.empty()) return;
  const DocumentFields fields = example_fields(rows_->example_columns);
  const std::string name = pool_name(config_);
  RowNotes notes;
  for (const auto& [i, row] : rows_->examples) {
    note_nulls(fields, config_.doc_to_choice.has_value(), {config_.task, name, row}, notes);
    examples_.emplace(i, Example{.fields = row.fields, .turns = example_turns(row, fields, name)});
  }
  const std::vector<std::string> doubts = notes.lines();
  config_.doubts.insert(config_.doubts.end(), doubts.begin(), doubts.end());
  if (rows_->own_answers == 0) return;
  config_.doubts.push_back(own_answers_warning(config_, rows_->own_answers, std::ssize(rows_->documents), name));
}

}  // namespace coldread
