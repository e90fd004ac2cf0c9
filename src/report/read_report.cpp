#include <algorithm>

#include "base/error.h"
#include "base/number_text.h"
#include "io/file.h"
#include "io/json.h"
#include "io/json_data.h"
#include "report/files.h"
#include "sampling/options.h"

namespace coldread {
namespace {

/// Reads members of one file; what is missing or of another kind is an error that names it.
class Reader {
 public:
  explicit Reader(std::filesystem::path file) : file_(std::move(file)) {}

  const Value& member(const Value& value, std::string_view key) const {
    const Value* found = value.find(key);
    if (found == nullptr) fail("lacks \"" + std::string(key) + "\"");
    return *found;
  }
  std::string text(const Value& value, std::string_view key) const {
    const Value& found = member(value, key);
    if (!found.is_string()) fail("\"" + std::string(key) + "\" is no string");
    return found.as_string();
  }
  std::int64_t integer(const Value& value, std::string_view key) const {
    const Value& found = member(value, key);
    if (!found.is_int()) fail("\"" + std::string(key) + "\" is no integer");
    return found.as_int();
  }
  double number(const Value& value, std::string_view key) const {
    const Value& found = member(value, key);
    if (!found.is_number()) fail("\"" + std::string(key) + "\" is no number");
    return found.as_number();
  }
  const List& list(const Value& value, std::string_view key) const {
    const Value& found = member(value, key);
    if (!found.is_list()) fail("\"" + std::string(key) + "\" is no list");
    return found.as_list();
  }
  [[noreturn]] void fail(const std::string& what) const {
    throw Error(ErrorCode::input, {.file = file_.string()}, what + "; run coldread run again to write it anew");
  }

 private:
  std::filesystem::path file_;
};

std::vector<std::string> texts_of(const Reader& read, const Value& value, std::string_view key) {
  std::vector<std::string> texts;
  for (const Value& text : read.list(value, key)) {
    if (text.is_string()) texts.push_back(text.as_string());
  }
  return texts;
}

std::vector<EndToken> end_tokens_of(const Reader& read, const Value& value) {
  std::vector<EndToken> tokens;
  for (const Value& token : read.list(value, "end_tokens")) {
    tokens.push_back({.id = static_cast<TokenId>(read.integer(token, "id")),
                      .text = read.text(token, "text"),
                      .sources = texts_of(read, token, "sources")});
  }
  return tokens;
}

ModelFacts model_of(const Reader& read, const Value& value) {
  ModelFacts model;
  model.name = read.text(value, "name");
  model.path = read.text(value, "path");
  model.family = read.text(value, "family");
  model.format = read.text(value, "format");
  model.parameters = read.integer(value, "parameters");
  model.weight_types = read.text(value, "weight_types");
  model.digest = read.text(value, "digest");
  model.tokenizer = read.text(value, "tokenizer");
  model.context_length = read.integer(value, "context_length");
  model.compute = read.text(value, "compute");
  if (value.find("end_tokens") != nullptr) model.end_tokens = end_tokens_of(read, value);
  if (const Value* adds_bos = value.find("adds_bos")) model.adds_bos = *adds_bos == Value(true);
  if (value.find("ignored_settings") != nullptr) model.ignored_settings = texts_of(read, value, "ignored_settings");
  return model;
}

SamplingSettings sampling_of(const Reader& read, const Value& value) {
  if (!value.is_dict()) read.fail("\"sampling\" is no dict");
  return sampling_settings(value.as_dict());
}

/// What an entry without a value says: every document failed.
MissingScore missing_score_of(const Reader& read, const Value& value, std::size_t run) {
  return {.run = run,
          .task = read.text(value, "task"),
          .filter = read.text(value, "filter"),
          .metric = read.text(value, "metric"),
          .failures = read.integer(value, "failures")};
}

std::vector<TaskSampling> used_of(const Reader& read, const Value& by_task) {
  if (!by_task.is_dict()) read.fail("\"task_sampling\" is no dict");
  std::vector<TaskSampling> list;
  for (const auto& [task, value] : by_task.as_dict()) {
    TaskSampling used{.task = task,
                      .sampling = {},
                      .max_tokens = read.integer(value, "max_tokens"),
                      .until = {},
                      .repeats = read.integer(value, "repeats")};
    for (const Value& stop : read.list(value, "until")) {
      if (stop.is_string()) used.until.push_back(stop.as_string());
    }
    Dict options = value.as_dict();
    for (const char* key : {"max_tokens", "until", "repeats"}) options.erase(key);
    used.sampling = sampling_of(read, std::move(options));
    list.push_back(std::move(used));
  }
  return list;
}

Score score_of(const Reader& read, const Value& value, std::size_t run) {
  Score score;
  score.run = run;
  score.task = read.text(value, "task");
  score.filter = read.text(value, "filter");
  score.metric = read.text(value, "metric");
  score.estimate.value = read.number(value, "value");
  if (const Value& error = read.member(value, "stderr"); error.is_number()) {
    score.estimate.standard_error = error.as_number();
  }
  score.estimate.count = read.integer(value, "n");
  score.failures = read.integer(value, "failures");
  if (value.find("signature") != nullptr) score.signature = read.text(value, "signature");
  if (value.find("interval") != nullptr) {
    const List& ends = read.list(value, "interval");
    if (ends.size() != 2 || !ends[0].is_number() || !ends[1].is_number()) read.fail("\"interval\" is no pair");
    score.interval = {ends[0].as_number(), ends[1].as_number(), read.text(value, "interval_method")};
  }
  return score;
}

std::string version_text(const Value& version) {
  if (version.is_string()) return version.as_string() == "Yaml" ? "" : version.as_string();
  return version.is_real() ? number_text(version.as_real()) : to_json(version);
}

TaskFacts task_of(const Reader& read, const Value& root, const std::string& name) {
  TaskFacts task;
  task.name = name;
  const Value& results = read.member(read.member(root, "results"), name);
  task.alias = read.text(results, "alias");
  if (task.alias == name) task.alias.clear();
  task.config = read.member(read.member(root, "configs"), name);
  if (const Value* type = task.config.find("output_type"); type != nullptr && type->is_string()) {
    task.output_type = type->as_string();
  }
  const Value* metadata = task.config.find("metadata");
  const Value* description = metadata == nullptr ? nullptr : metadata->find("description");
  if (description != nullptr && description->is_string()) task.description = description->as_string();
  task.version = version_text(read.member(read.member(root, "versions"), name));
  task.num_fewshot = read.integer(read.member(root, "n-shot"), name);
  const Value& counts = read.member(read.member(root, "n-samples"), name);
  task.documents_total = read.integer(counts, "original");
  task.documents_used = read.integer(counts, "effective");
  const Value& directions = read.member(read.member(root, "higher_is_better"), name);
  if (!directions.is_dict()) read.fail("\"higher_is_better\" is no dict");
  for (const auto& [metric, better] : directions.as_dict()) {
    task.metrics.push_back({.name = metric, .higher_is_better = !better.is_bool() || better.as_bool()});
  }
  return task;
}

std::vector<std::string> texts(const List& list) {
  std::vector<std::string> made;
  for (const Value& item : list) {
    if (item.is_string()) made.push_back(item.as_string());
  }
  return made;
}

/// The groups that have scores, and their scores under each run.
void read_groups(const Reader& read, const Value& root, Report& report) {
  const Value* groups = root.find("groups");
  if (groups == nullptr || !groups->is_dict()) return;
  const Value* aggregation = read.member(root, "coldread").find("group_aggregation");
  for (const auto& [name, results] : groups->as_dict()) {
    GroupFacts group;
    group.facts.name = name;
    group.facts.output_type = "group";
    group.facts.alias = read.text(results, "alias");
    group.facts.documents_used = group.facts.documents_total = read.integer(results, "sample_len");
    group.facts.version = version_text(read.member(read.member(root, "versions"), name));
    for (const Value& member : read.list(read.member(root, "group_subtasks"), name)) {
      if (member.is_string()) group.members.push_back(member.as_string());
    }
    const Value& directions = read.member(read.member(root, "higher_is_better"), name);
    if (!directions.is_dict()) read.fail("\"higher_is_better\" is no dict");
    for (const auto& [metric, better] : directions.as_dict()) {
      group.facts.metrics.push_back({.name = metric, .higher_is_better = !better.is_bool() || better.as_bool()});
    }
    if (const Value* own = aggregation == nullptr ? nullptr : aggregation->find(name)) {
      group.tasks = texts(read.list(*own, "tasks"));
      group.unweighted = texts(read.list(*own, "unweighted"));
    }
    report.groups.push_back(std::move(group));
  }
}

void read_group_scores(const Reader& read, const Value& results, std::size_t run, Report& report) {
  for (const GroupFacts& group : report.groups) {
    const Value* found = results.find(group.facts.name);
    const Value* counts = found == nullptr ? nullptr : found->find("sample_count");
    if (counts == nullptr || !counts->is_dict()) continue;
    for (const auto& [key, count] : counts->as_dict()) {
      const std::size_t comma = key.find(',');
      if (comma == std::string::npos || !count.is_int()) read.fail("\"sample_count\" is of another form");
      Score score;
      score.run = run;
      score.task = group.facts.name;
      score.filter = key.substr(comma + 1);
      score.metric = key.substr(0, comma);
      score.estimate.value = read.number(*found, key);
      score.estimate.count = count.as_int();
      const Value* error = found->find(score.metric + "_stderr," + score.filter);
      if (error != nullptr && error->is_number()) score.estimate.standard_error = error->as_number();
      report.group_scores.push_back(std::move(score));
    }
  }
}

void read_own(const Reader& read, const Value& root, Report& report) {
  const Value& own = read.member(root, "coldread");
  report.name = read.text(own, "name");
  report.program_version = read.text(own, "version");
  report.command = read.text(own, "command");
  report.answers_digest = read.text(own, "answers_digest");
  report.config = read.member(own, "config");
  const Value& facts = read.member(own, "facts");
  report.facts.requests = read.integer(facts, "requests");
  report.facts.failed_requests = read.integer(facts, "failed_requests");
  report.facts.truncated_prompts = read.integer(facts, "truncated_prompts");
  const auto counted = [&](std::string_view key) {  // absent in files of earlier versions
    return facts.find(key) == nullptr ? 0 : read.integer(facts, key);
  };
  report.facts.own_answers = counted("documents_with_own_answer");
  report.facts.prompts_without_system = counted("prompts_without_system");
  report.facts.changed_prompts = counted("prompts_with_changed_messages");
  report.facts.control_tokens_in_data = counted("documents_with_control_tokens");
  report.facts.early_rope_scaling = counted("texts_with_early_rope_scaling");
  report.facts.prompt_tokens = read.integer(facts, "prompt_tokens");
  report.facts.generated_tokens = read.integer(facts, "generated_tokens");
  for (const Value& warning : read.list(own, "warnings")) {
    if (warning.is_string()) report.warnings.push_back(warning.as_string());
  }
}

bool has_scores(const Report& report, std::size_t run, const std::string& task) {
  const auto is_of = [&](const auto& score) { return score.run == run && score.task == task; };
  return std::ranges::any_of(report.scores, is_of) || std::ranges::any_of(report.missing_scores, is_of);
}

}  // namespace

Report read_report(const std::filesystem::path& folder) {
  const std::filesystem::path file = folder / "results.json";
  const Reader read(file);
  const std::string origin = file.string();
  const Value root = parse_json_data(read_text_file(file), {.origin = origin});
  Report report;
  read_own(read, root, report);
  const Value& configs = read.member(root, "configs");
  if (!configs.is_dict()) read.fail("\"configs\" is no dict");
  for (const auto& [name, config] : configs.as_dict()) report.tasks.push_back(task_of(read, root, name));
  read_groups(read, root, report);
  for (const Value& value : read.list(root, "runs")) {
    RunColumn run;
    run.id = read.text(value, "id");
    run.setting = read.text(value, "setting");
    const Value& sampling = read.member(value, "sampling");
    if (!sampling.is_null()) run.sampling = sampling_of(read, sampling);
    if (const Value* used = value.find("task_sampling")) run.used = used_of(read, *used);
    run.model = model_of(read, read.member(value, "model"));
    if (value.find("chat_template") != nullptr) run.model.chat_template = read.text(value, "chat_template");
    for (const Value& score : read.list(value, "scores")) {
      if (read.member(score, "value").is_null()) {
        report.missing_scores.push_back(missing_score_of(read, score, report.runs.size()));
      } else {
        report.scores.push_back(score_of(read, score, report.runs.size()));
      }
    }
    read_group_scores(read, read.member(value, "results"), report.runs.size(), report);
    report.runs.push_back(std::move(run));
  }
  for (const TaskFacts& task : report.tasks) {
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      const std::filesystem::path samples = folder / samples_file_name(report, run, task.name);
      if (std::filesystem::exists(samples)) {
        read_samples(samples, run, task, report);
      } else if (has_scores(report, run, task.name)) {
        throw Error(ErrorCode::input, {.file = samples.string()},
                    "is missing; coldread report " + folder.string() + " writes it again");
      }
    }
  }
  return report;
}

}  // namespace coldread
