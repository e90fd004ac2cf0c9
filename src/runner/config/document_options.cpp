#include <algorithm>

#include "base/error.h"
#include "io/file.h"
#include "io/json.h"
#include "runner/config/own_options.h"

namespace coldread {
namespace {

constexpr std::size_t kMostSampleBytes = std::size_t{64} << 20u;

/// A flag's choice is for every task, in place of its own.
template <typename Choice>
void give_to_tasks(const OptionValue& value, std::optional<Choice> TaskOverrides::*field, const Choice& choice,
                   RunConfig& config) {
  if (value.source != OptionSource::flag) return;
  for (RunTask& task : config.tasks) task.overrides.*field = choice;
}

/// A limit of the command line is the most for every task; a task's own smaller one stays. A share and a number cannot
/// be compared before the task is read.
DocumentLimit smaller(const DocumentLimit& flag, const DocumentLimit& own) {
  return flag.unit == own.unit && own.amount < flag.amount ? own : flag;
}

/// The object {task: [ids]}: in the value itself, as JSON text, or in a file.
Value samples_object(const OptionValue& value) {
  if (value.node.is_dict()) return to_value(value.node);
  const std::string& text = value.named().text();
  if (text.starts_with('{')) return parse_json(text, value.name, ErrorCode::usage);
  const std::filesystem::path file = value.path(text);
  return parse_json(read_text_file(file, ErrorCode::usage, kMostSampleBytes), file.string(), ErrorCode::usage);
}

}  // namespace

void read_shard(const OptionValue& value, RunConfig& config) {
  config.shard = parse_shard(value.named().text());
}

std::optional<Value> echo_shard(const RunConfig& config) {
  return config.shard.is_whole() ? std::nullopt : std::optional<Value>(to_string(config.shard));
}

void read_limit(const OptionValue& value, RunConfig& config) {
  if (value.node.is_null()) return;
  config.limit = document_limit(to_value(value.node), value.name, value.node.place());
  if (value.source != OptionSource::flag) return;
  for (RunTask& task : config.tasks) {
    task.overrides.limit = smaller(*config.limit, task.overrides.limit.value_or(*config.limit));
  }
}

std::optional<Value> echo_limit(const RunConfig& config) {
  return config.limit ? std::optional<Value>(to_value(*config.limit)) : std::nullopt;
}

void read_documents(const OptionValue& value, RunConfig& config) {
  config.documents = document_ids(to_value(value.node), value.name, value.node.place());
  give_to_tasks(value, &TaskOverrides::documents, *config.documents, config);
}

std::optional<Value> echo_documents(const RunConfig& config) {
  return config.documents ? std::optional<Value>(to_string(*config.documents)) : std::nullopt;
}

void read_shuffle(const OptionValue& value, RunConfig& config) {
  config.shuffle = value.named().integer(0);
  give_to_tasks(value, &TaskOverrides::shuffle, *config.shuffle, config);
}

std::optional<Value> echo_shuffle(const RunConfig& config) {
  return config.shuffle ? std::optional<Value>(*config.shuffle) : std::nullopt;
}

void read_samples(const OptionValue& value, RunConfig& config) {
  const Value object = samples_object(value);
  if (!object.is_dict() || object.as_dict().empty()) {
    throw Error(ErrorCode::usage, value.node.place(), value.name + " must be an object {\"task\": [ids]}, or its file");
  }
  for (const auto& [task, ids] : object.as_dict())
    config.samples[task] = document_ids(ids, value.name + ", '" + task + "',", value.node.place());
}

std::optional<Value> echo_samples(const RunConfig& config) {
  if (config.samples.empty()) return std::nullopt;
  Dict samples;
  for (const auto& [task, ids] : config.samples) samples.set(task, to_string(ids));
  return samples;
}

void read_num_fewshot(const OptionValue& value, RunConfig& config) {
  if (value.node.is_null()) return;
  config.num_fewshot = value.named().integer(0);
  give_to_tasks(value, &TaskOverrides::num_fewshot, *config.num_fewshot, config);
}

void read_seed(const OptionValue& value, RunConfig& config) {
  if (value.node.is_string() && value.node.scalar.as_string().find(',') != std::string::npos) {
    throw Error(ErrorCode::usage, value.node.place(),
                value.name + " " + value.node.scalar.as_string() +
                    ": lm-evaluation-harness's list seeds Python, NumPy, PyTorch and the few-shot examples; here one "
                    "number seeds sampling and few-shot examples alike: give the last of them");
  }
  const std::int64_t seed = value.named().integer(0);
  config.seed = seed;
  config.seeds = {seed};
}

std::optional<Value> echo_seed(const RunConfig& config) {
  return config.seed ? std::optional<Value>(*config.seed) : std::nullopt;
}

}  // namespace coldread
