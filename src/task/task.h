#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "api/compat.h"
#include "api/document.h"
#include "api/request.h"
#include "api/response.h"
#include "api/task_facts.h"
#include "api/value.h"
#include "io/yaml.h"
#include "metric/metric.h"
#include "task/document_choice.h"
#include "task/task_source.h"

namespace coldread {

struct TaskGroup;
struct TaskConfig;

/// What became of a chat's system message.
enum class SystemMessage {
  none,     ///< there was none
  kept,     ///< it stands in the prompt
  refused,  ///< the template fails on it: the prompt was written without
  ignored,  ///< the template leaves it out
};

/// A chat as a template wrote it.
struct RenderedChat {
  std::string text;
  SystemMessage system = SystemMessage::none;
  bool changes_messages = false;  ///< a question or an answer does not stand in the text as it is
};

/// How prompts are laid out as a chat. Without `apply`, a prompt is plain text.
struct ChatFormat {
  /// Renders messages ({role, content} dicts) by the model's chat template. begin_answer: the prompt ends where the
  /// assistant's answer begins; otherwise the last message is the beginning of that answer and is left open.
  std::function<RenderedChat(const List& messages, bool begin_answer)> apply;
  bool multi_turn = true;  ///< each few-shot example is a turn of its own; false: all in one user message
  std::string system_instruction;
};

/// What is worth knowing of how a document's prompt was written.
struct PromptNotes {
  SystemMessage system = SystemMessage::none;
  bool changes_messages = false;            ///< see RenderedChat
  std::vector<std::string> control_tokens;  ///< of those asked for: which stand in the document and in its prompt
};

/// Settings of a run that override a task's own.
struct TaskOverrides {
  std::string name;  ///< what the task is called in the run; empty: its own name
  std::optional<std::int64_t> num_fewshot;
  std::optional<DocumentLimit> limit;
  std::optional<DocumentIds> documents;      ///< these alone
  std::optional<std::int64_t> shuffle;       ///< seed: the limit takes a random part instead of the first documents
  std::optional<std::int64_t> fewshot_seed;  ///< draws the examples, where the task draws them; absent: 1234
  Dict generation;                           ///< laid over generation_kwargs key by key, where the task generates
  Dict fields;                               ///< further keys of the YAML, replaced as a whole
  Compat compat = Compat::none;
};

/// One filter pipeline's view of a document: what goes into samples and metrics.
struct ScoredFilter {
  std::string filter;
  std::vector<Value> responses;  ///< one a request; the list of its repeats where several are left
  /// One a metric of the task, in order, those of repeats last and only where there are several responses; empty where
  /// the document failed.
  std::vector<ItemScore> scores;
  std::string failure;    ///< why it failed
  bool no_match = false;  ///< a filter found nothing and gave its fallback
};

/// sha256 in hex of a document, its first prompt and its target, as lm-evaluation-harness computes them.
struct TaskHashes {
  std::string document;
  std::string prompt;
  std::string target;
};

struct TaskMetric {
  std::string name;         ///< as the task writes it
  std::string aggregation;  ///< "" where it is the metric's own
  bool higher_is_better = true;
  std::shared_ptr<const Metric> metric;
  bool of_repeats = false;  ///< has a score only under filters that leave several responses of a document
};

/// A task with its documents loaded and its templates compiled: turns documents into requests and responses into
/// scores.
class Task {
 public:
  virtual ~Task() = default;
  virtual const TaskFacts& facts() const = 0;
  virtual std::span<const Document> documents() const = 0;  ///< those that the run takes, by ascending id
  virtual std::span<const TaskMetric> metrics() const = 0;
  virtual std::vector<std::string> filters() const = 0;
  /// What in the task's file has no effect, with its place.
  virtual std::span<const std::string> warnings() const { return {}; }
  /// Reads every document as far as that goes without a model; what looks like a mistake, a line each, with the numbers
  /// of its rows. Throws Error(usage) where no document can be scored.
  virtual std::vector<std::string> check_rows() const { return {}; }
  /// Where the task's file sets the length of its answers, for errors.
  virtual Place generation_place() const { return {}; }
  /// What the task was made of: make_task() makes an equal one of it.
  virtual TaskSource source() const = 0;

  /// All requests of one document: key.choice counts from 0; conditional ones first, then unconditional ones. Sampling
  /// settings and seed are the task's own (generation_kwargs); a run may replace them.
  virtual std::vector<Request> requests(const Document& document, const ChatFormat& chat = {}) const = 0;
  /// Of a document's first prompt. control_tokens: texts that a tokenizer takes for special tokens.
  virtual PromptNotes notes(const Document& /*document*/, const ChatFormat& /*chat*/,
                            std::span<const std::string> /*control_tokens*/) const {
    return {};
  }
  /// The target as text, as a sample shows it.
  virtual Value target(const Document& document) const = 0;
  virtual TaskHashes hashes(const Document& document, const ChatFormat& chat = {}) const = 0;
  /// Applies every filter and metric. responses: those of requests(document), in order.
  virtual std::vector<ScoredFilter> score(const Document& document, std::span<const Response> responses) const = 0;
};

/// A task from what it is made of alone: nothing is read, drawn or filtered again. Throws Error(usage) as
/// TaskIndex::load() does.
std::unique_ptr<Task> make_task(TaskSource source);

/// The folders that tasks are looked for in: those given, tasks/ of the working directory, and the tasks that come with
/// the program; each once.
std::vector<std::filesystem::path> task_folders(std::span<const std::filesystem::path> given);

/// The tasks found under folders of YAML files.
class TaskIndex {
 public:
  struct Entry {
    std::string name;
    std::filesystem::path file;
    std::vector<std::string> tags;
    std::string description;
    std::string output_type;
    bool is_group = false;
  };

  /// Reads **/*.yaml below each folder. Files that tasks name must lie in these folders, in the task's own, in the
  /// working directory, in COLDREAD_DATASETS, or in one that is allowed beside. Throws Error(usage) for a folder that
  /// is missing.
  explicit TaskIndex(std::span<const std::filesystem::path> folders,
                     std::span<const std::filesystem::path> allowed = {});
  ~TaskIndex();
  TaskIndex(TaskIndex&&) noexcept;

  std::span<const Entry> entries() const;
  /// Files that could not be read and names that several files share, one line each.
  std::span<const std::string> problems() const;
  /// What to load for a name, tag, group, glob pattern or path of a YAML file: a task's name, the path itself, or
  /// "group::task" for a task that a group changes settings of. Throws Error(usage) with a suggestion.
  std::vector<std::string> select(const std::string& pattern) const;
  /// The group that a name or the path of a YAML file stands for, if it is one.
  std::optional<TaskGroup> group_of(const std::string& pattern) const;
  /// A group with its subgroups and how its scores are put together (task/group.h). Throws Error(usage) for no group.
  TaskGroup group(const std::string& name) const;
  /// A task's YAML with its includes, a group's settings over it; and its file. Throws as load() does.
  std::pair<YamlNode, std::filesystem::path> definition(const std::string& name) const;
  /// What a task's files say of it, without its data: its documents are 0. Throws Error(usage) as load() does.
  TaskFacts facts(const std::string& name) const;
  /// Loads one task: config, data, templates, metrics. Throws Error(usage or input) with file and line.
  std::unique_ptr<Task> load(const std::string& name, const TaskOverrides& overrides = {}) const;

  /// The same over rows that are there already.
  std::unique_ptr<Task> load(const std::string& name, const TaskOverrides& overrides,
                             std::shared_ptr<const TaskRows> rows) const;
  /// Whether the files of the split that a task evaluates are there. Throws as load() does for a definition.
  bool has_data(const std::string& name, const TaskOverrides& overrides = {}) const;

  struct Catalogue;

 private:
  TaskConfig config_of(const std::string& name, const TaskOverrides& overrides) const;

  std::unique_ptr<Catalogue> catalogue_;
};

}  // namespace coldread
