#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "dataset/dataset.h"
#include "task/config.h"
#include "task/field.h"
#include "task/generation.h"
#include "task/outcome.h"
#include "task/pipeline.h"
#include "task/prompt.h"
#include "task/repeats.h"
#include "task/task.h"

namespace coldread {

/// The fields that write one document: those of the task, or those of its examples.
struct DocumentFields {
  std::optional<Field> text;
  Field target;
  std::optional<Field> choices;
  std::optional<Field> gen_prefix;
};

/// A row that stands as an example in prompts.
struct Example {
  Value fields;
  std::vector<Turn> turns;  ///< as it is written
};

/// A task made from its YAML.
class LoadedTask final : public Task {
 public:
  /// roots: what data files must lie in, beside the folder of the task's file.
  LoadedTask(TaskConfig config, const TaskOverrides& overrides, const FileRoots& roots = {});
  /// Of rows that are there already. num_fewshot: the run's.
  LoadedTask(TaskConfig config, std::optional<std::int64_t> num_fewshot, Compat compat,
             std::shared_ptr<const TaskRows> rows);

  const TaskFacts& facts() const override { return facts_; }
  std::span<const Document> documents() const override { return rows_->documents; }
  std::span<const TaskMetric> metrics() const override { return metrics_; }
  std::vector<std::string> filters() const override;
  std::span<const std::string> warnings() const override { return config_.warnings; }
  std::vector<std::string> check_rows() const override;
  Place generation_place() const override;
  TaskSource source() const override;

  std::vector<Request> requests(const Document& document, const ChatFormat& chat = {}) const override;
  PromptNotes notes(const Document& document, const ChatFormat& chat,
                    std::span<const std::string> control_tokens) const override;
  Value target(const Document& document) const override;
  TaskHashes hashes(const Document& document, const ChatFormat& chat = {}) const override;
  std::vector<ScoredFilter> score(const Document& document, std::span<const Response> responses) const override;

 private:
  using Body = std::variant<LogLikelihood, RollingLogLikelihood, Generate>;

  /// num_fewshot: the run's; absent, the task's own.
  LoadedTask(TaskConfig config, std::optional<std::int64_t> num_fewshot, Compat compat);
  /// Examples in each prompt; warns where they were asked for in vain.
  std::int64_t examples_asked();
  /// Those of the evaluated split that are chosen.
  TaskRows read_documents(const Split& evaluated, const DocumentChoice& choice) const;
  std::shared_ptr<const Split> example_pool(Dataset& dataset, const YamlNode& split) const;
  DocumentFields example_fields(const std::vector<std::string>& pool_columns) const;
  /// Takes rows without examples in: compiles the fields that write them.
  void take_documents(std::shared_ptr<const TaskRows> rows);
  /// Chooses the examples of the documents that were taken in. all: of the split, since those before a document draw
  /// theirs, too.
  void choose_examples_of(Dataset& dataset, std::span<const Document> all, std::optional<std::int64_t> seed,
                          TaskRows& rows) const;
  void write_examples();
  void look_at_first_document();
  void fill_facts();

  RowPlace row(const Document& document) const { return {config_.task, split_, document}; }
  std::vector<Turn> example_turns(const Document& example, const DocumentFields& fields,
                                  const std::string& split) const;
  /// Description and examples: what stands before the document's own question.
  std::vector<Turn> opening_turns(const Document& document, const ChatFormat& chat) const;
  /// The messages of each prompt: one, or one a choice where the choices are contexts.
  std::vector<std::vector<Turn>> chats(const Document& document, const ChatFormat& chat) const;
  /// The same written as text.
  std::vector<std::string> contexts(const Document& document, const ChatFormat& chat) const;
  std::vector<Body> bodies(const Document& document, const ChatFormat& chat) const;
  /// Those of the tokens that stand in the document's row or in those of its examples.
  std::vector<std::string> row_tokens(const Document& document, std::span<const std::string> tokens) const;
  PromptNotes notes_of_prompt(const Document& document, const ChatFormat& chat,
                              std::span<const std::string> control_tokens) const;
  std::string continuation_delimiter(const ChatFormat& chat) const;
  std::variant<Expected, NoGold> expected(const Document& document) const;
  std::vector<std::string> references(const Document& document) const;
  /// Whether the target is null, or the "None" that a template makes of a null column.
  bool is_null_target(const Document& document) const;
  /// Why a document cannot be scored whatever is answered; empty where it can.
  std::string unscorable(const Document& document) const;
  /// Of one response a request.
  std::vector<ItemScore> scores(const Document& document, std::span<const Value> filtered) const;
  /// Of equally many responses a request.
  std::vector<ItemScore> repeat_scores(const Document& document, std::span<const List> left) const;
  void add_repeat_metrics();

  TaskConfig config_;
  Compat compat_;
  std::shared_ptr<const TaskRows> rows_;
  std::unordered_map<std::int64_t, std::size_t> positions_;  ///< of the documents, by id
  std::string split_;
  std::optional<std::int64_t> asked_fewshot_;  ///< the run's
  std::int64_t num_fewshot_ = 0;
  std::optional<DocumentFields> fields_;
  std::optional<Field> description_;
  std::map<std::size_t, Example> examples_;  ///< those that were chosen, by index in the pool
  GenerationSettings generation_;
  std::vector<TaskMetric> metrics_;       ///< those of the task, then those of repeats
  std::vector<RepeatMetric> of_repeats_;  ///< the latter
  std::vector<FilterPipeline> pipelines_;
  const ResultsFunction* results_ = nullptr;  ///< scores in the metrics' place
  std::vector<std::size_t> result_order_;     ///< by metric: its index in results_->metrics
  bool needs_unconditional_ = false;
  bool choices_are_contexts_ = false;  ///< doc_to_text gives an index ("multiple inputs")
  bool several_targets_ = false;       ///< doc_to_target gives lists
  TaskFacts facts_;
};

}  // namespace coldread
