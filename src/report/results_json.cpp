#include <algorithm>
#include <charconv>

#include "io/json.h"
#include "io/sha256.h"
#include "report/failures.h"
#include "report/health_text.h"
#include "report/lmeval_text.h"
#include "report/scored.h"
#include "report/writers.h"
#include "sampling/options.h"

namespace coldread {
namespace {

/// A dict over the tasks: task name -> make(task).
template <typename Make>
Dict by_task(const Report& report, const Make& make) {
  Dict dict;
  for (const TaskFacts& task : report.tasks) dict.set(task.name, make(task));
  return dict;
}

Dict task_results(const Report& report, std::size_t run, const TaskFacts& task) {
  Dict dict;
  dict.set("name", task.name);
  dict.set("alias", task.alias.empty() ? task.name : task.alias);
  dict.set("sample_len", task.documents_used);
  for (const Score& score : report.scores) {
    if (score.run != run || score.task != task.name) continue;
    const auto& error = score.estimate.standard_error;
    dict.set(score.metric + "," + score.filter, score.estimate.value);
    dict.set(score.metric + "_stderr," + score.filter, error ? Value(*error) : Value("N/A"));
  }
  set_scored(report, run, task.name, dict);
  return dict;
}

Dict group_results(const Report& report, std::size_t run, const GroupFacts& group) {
  Dict dict;
  dict.set("alias", group.facts.alias);
  dict.set("name", group.facts.name);
  Dict counts;
  for (const Score& score : report.group_scores) {
    if (score.run != run || score.task != group.facts.name) continue;
    if (counts.empty()) dict.set("sample_len", group.facts.documents_used);
    const std::string key = score.metric + "," + score.filter;
    const auto& error = score.estimate.standard_error;
    dict.set(key, score.estimate.value);
    dict.set(score.metric + "_stderr," + score.filter, error ? Value(*error) : Value("N/A"));
    counts.set(key, score.estimate.count);
  }
  if (!counts.empty()) {
    dict.set("sample_count", std::move(counts));
    set_scored(report, run, group.facts.name, dict);
  }
  return dict;
}

/// The groups that have scores of their own.
Dict groups_dict(const Report& report, std::size_t run) {
  Dict dict;
  for (const GroupFacts& group : report.groups) {
    const auto scored = std::ranges::find(report.group_scores, group.facts.name, &Score::task);
    if (scored != report.group_scores.end()) dict.set(group.facts.name, group_results(report, run, group));
  }
  return dict;
}

Dict results_dict(const Report& report, std::size_t run) {
  Dict dict = by_task(report, [&](const TaskFacts& task) { return task_results(report, run, task); });
  for (const auto& [name, value] : groups_dict(report, run)) dict.set(name, value);
  return dict;
}

Dict group_members(const Report& report) {
  Dict dict;
  for (const GroupFacts& group : report.groups) {
    dict.set(group.facts.name, List(group.members.begin(), group.members.end()));
  }
  return dict;
}

/// How the groups' scores come about: their tasks, and the metrics that do not weigh these by size.
Dict group_aggregation(const Report& report) {
  Dict dict;
  for (const GroupFacts& group : report.groups) {
    Dict one;
    one.set("tasks", List(group.tasks.begin(), group.tasks.end()));
    one.set("unweighted", List(group.unweighted.begin(), group.unweighted.end()));
    dict.set(group.facts.name, std::move(one));
  }
  return dict;
}

/// A version is a number where it reads as one, as YAML would have it; "Yaml" stands for none.
Value version_value(const std::string& text) {
  std::int64_t whole = 0;
  double real = 0;
  const char* end = text.data() + text.size();
  if (const auto read = std::from_chars(text.data(), end, whole); read.ec == std::errc() && read.ptr == end)
    return whole;
  if (const auto read = std::from_chars(text.data(), end, real); read.ec == std::errc() && read.ptr == end) return real;
  return text.empty() ? "Yaml" : text;
}

Value task_config(const TaskFacts& task) {
  if (task.config.is_dict()) return task.config;
  Dict dict;
  dict.set("task", task.name);
  return dict;
}

Value config_value(const Report& report, std::string_view key, const Value& otherwise) {
  const Value* found = report.config.find(key);
  return found ? *found : otherwise;
}

/// lm-evaluation-harness's "config". One seed drives every random choice here, so its three seeds are the same.
Dict run_config(const Report& report, const RunColumn& run) {
  const auto seed = static_cast<std::int64_t>(run.sampling.seed);
  Dict arguments;
  arguments.set("pretrained", run.model.path);
  arguments.set("dtype", run.model.compute == "fp32" ? "float32" : run.model.compute);
  Dict dict;
  dict.set("model", "coldread");
  dict.set("model_args", std::move(arguments));
  dict.set("model_num_parameters", run.model.parameters);
  dict.set("model_dtype", run.model.compute == "fp32" ? "float32" : run.model.compute);
  dict.set("model_revision", "main");
  dict.set("model_sha", run.model.digest);
  dict.set("batch_size", 1);
  dict.set("batch_sizes", List{});
  dict.set("device", "cpu");
  dict.set("use_cache", nullptr);
  dict.set("limit", config_value(report, "limit", nullptr));
  dict.set("bootstrap_iters", config_value(report, "bootstrap_iters", 1000));
  dict.set("gen_kwargs", run.setting.empty() ? Value() : Value(to_options(run.sampling)));
  dict.set("random_seed", seed);
  dict.set("numpy_seed", seed);
  dict.set("torch_seed", seed);
  dict.set("fewshot_seed", config_value(report, "fewshot_seed", 1234));
  return dict;
}

/// [text, id as text] of a special token; [null, "None"] where the model has none.
List token_pair(const ModelFacts& model, std::string_view role) {
  const auto found = std::ranges::find(model.special_tokens, role, &SpecialToken::role);
  if (found == model.special_tokens.end()) return {nullptr, "None"};
  return {found->text, std::to_string(found->id)};
}

Value end_of_text_id(const ModelFacts& model) {
  const auto found = std::ranges::find(model.special_tokens, "eos", &SpecialToken::role);
  return found == model.special_tokens.end() ? Value() : Value(static_cast<std::int64_t>(found->id));
}

/// The path with what a file name cannot hold replaced, a stretch at a time.
std::string sanitized(const std::string& path) {
  std::string out;
  bool in_stretch = false;
  for (const char c : path) {
    const bool bad = std::string_view("\"<>:/\\|?*[]").find(c) != std::string_view::npos;
    if (!bad) out += c;
    if (bad && !in_stretch) out += "__";
    in_stretch = bad;
  }
  return out;
}

/// The text and its sha256 under "<key>_sha"; null where there is none.
void set_with_digest(Dict& dict, const std::string& key, const std::string& text) {
  dict.set(key, text.empty() ? Value() : Value(text));
  dict.set(key + "_sha", text.empty() ? Value() : Value(sha256_hex(text)));
}

/// What the file says about one run; the top level is that of the first.
Dict run_section(const Report& report, std::size_t index) {
  const RunColumn& run = report.runs[index];
  Dict dict;
  dict.set("results", results_dict(report, index));
  if (const Dict groups = groups_dict(report, index); !groups.empty()) dict.set("groups", groups);
  dict.set("group_subtasks", group_members(report));
  dict.set("configs", by_task(report, task_config));
  Dict versions = by_task(report, [](const TaskFacts& task) { return version_value(task.version); });
  for (const GroupFacts& group : report.groups) versions.set(group.facts.name, group.facts.version);
  dict.set("versions", std::move(versions));
  dict.set("n-shot", by_task(report, [](const TaskFacts& task) { return task.num_fewshot; }));
  const auto directions = [](const TaskFacts& task) {
    Dict by_metric;
    for (const MetricFacts& metric : task.metrics) by_metric.set(metric.name, metric.higher_is_better);
    return by_metric;
  };
  Dict better = by_task(report, directions);
  for (const GroupFacts& group : report.groups) better.set(group.facts.name, directions(group.facts));
  dict.set("higher_is_better", std::move(better));
  dict.set("n-samples", by_task(report, [](const TaskFacts& task) {
             Dict counts;
             counts.set("original", task.documents_total);
             counts.set("effective", task.documents_used);
             return counts;
           }));
  if (const Dict health = health_counts(report, index); !health.empty()) dict.set("health", health);
  dict.set("config", run_config(report, run));
  dict.set("git_hash", "N/A");
  dict.set("date", 0.0);
  dict.set("pretty_env_info", "N/A");
  dict.set("transformers_version", "N/A");
  dict.set("lm_eval_version", "N/A");
  dict.set("upper_git_hash", "N/A");
  for (const std::string_view role : {"pad", "eos", "bos"}) {
    dict.set("tokenizer_" + std::string(role) + "_token", token_pair(run.model, role));
  }
  dict.set("eot_token_id", end_of_text_id(run.model));
  dict.set("max_length", run.model.context_length);
  dict.set("task_hashes", by_task(report, [&](const TaskFacts& task) { return task_hash(report, index, task.name); }));
  dict.set("model_source", "coldread");
  dict.set("model_name", run.model.path);
  dict.set("model_name_sanitized", sanitized(run.model.path));
  const Value instruction = config_value(report, "system_instruction", "");
  set_with_digest(dict, "system_instruction", instruction.is_string() ? instruction.as_string() : "");
  dict.set("fewshot_as_multiturn", config_value(report, "fewshot_as_multiturn", false));
  set_with_digest(dict, "chat_template", run.model.chat_template);
  dict.set("total_evaluation_time_seconds", "0.0");
  return dict;
}

List end_token_list(const std::vector<EndToken>& tokens) {
  List list;
  for (const EndToken& token : tokens) {
    Dict one;
    one.set("id", static_cast<std::int64_t>(token.id));
    one.set("text", token.text);
    one.set("sources", List(token.sources.begin(), token.sources.end()));
    list.emplace_back(std::move(one));
  }
  return list;
}

Dict model_dict(const ModelFacts& model) {
  Dict dict;
  dict.set("name", model.name);
  dict.set("path", model.path);
  dict.set("family", model.family);
  dict.set("format", model.format);
  dict.set("parameters", model.parameters);
  dict.set("weight_types", model.weight_types);
  dict.set("digest", model.digest);
  dict.set("tokenizer", model.tokenizer);
  dict.set("context_length", model.context_length);
  dict.set("compute", model.compute);
  dict.set("end_tokens", end_token_list(model.end_tokens));
  dict.set("adds_bos", model.adds_bos);
  if (!model.ignored_settings.empty()) {
    dict.set("ignored_settings", List(model.ignored_settings.begin(), model.ignored_settings.end()));
  }
  return dict;
}

List score_list(const Report& report, std::size_t run) {
  List list;
  for (const Score& score : report.scores) {
    if (score.run != run) continue;
    Dict dict;
    dict.set("task", score.task);
    dict.set("filter", score.filter);
    dict.set("metric", score.metric);
    dict.set("value", score.estimate.value);
    dict.set("stderr", score.estimate.standard_error ? Value(*score.estimate.standard_error) : Value());
    dict.set("n", score.estimate.count);
    dict.set("failures", score.failures);
    dict.set("scored", score.estimate.count);
    dict.set("asked", score.estimate.count + score.failures);
    if (!score.signature.empty()) dict.set("signature", score.signature);
    if (score.interval) {
      dict.set("interval", List{score.interval->low, score.interval->high});
      dict.set("interval_method", score.interval->method);
    }
    list.emplace_back(std::move(dict));
  }
  add_missing_scores(report, run, list);
  return list;
}

/// How each task's answers were generated, by task.
Dict task_sampling(const RunColumn& run) {
  Dict dict;
  for (const TaskSampling& used : run.used) {
    Dict options = to_options(used.sampling);
    options.set("max_tokens", used.max_tokens);
    options.set("until", to_list(used.until));
    options.set("repeats", used.repeats);
    dict.set(used.task, std::move(options));
  }
  return dict;
}

/// Our extension: every run (model x setting) with its scores, in one form for one run and for many.
List run_list(const Report& report) {
  List list;
  for (std::size_t i = 0; i < report.runs.size(); ++i) {
    const RunColumn& run = report.runs[i];
    Dict dict;
    dict.set("id", run.id);
    dict.set("setting", run.setting);
    dict.set("sampling", run.sampling_differs() ? Value() : Value(to_options(run.sampling)));
    if (!run.used.empty()) dict.set("task_sampling", task_sampling(run));
    dict.set("model", model_dict(run.model));
    if (!run.model.chat_template.empty()) set_with_digest(dict, "chat_template", run.model.chat_template);
    dict.set("results", results_dict(report, i));
    dict.set("scores", score_list(report, i));
    dict.set("health", health_counts(report, i));
    dict.set("task_hashes", by_task(report, [&](const TaskFacts& task) { return task_hash(report, i, task.name); }));
    list.emplace_back(std::move(dict));
  }
  return list;
}

Dict own_section(const Report& report) {
  const RunFacts& facts = report.facts;
  Dict counts;
  counts.set("requests", facts.requests);
  counts.set("failed_requests", facts.failed_requests);
  counts.set("truncated_prompts", facts.truncated_prompts);
  counts.set("documents_with_own_answer", facts.own_answers);
  counts.set("prompts_without_system", facts.prompts_without_system);
  counts.set("prompts_with_changed_messages", facts.changed_prompts);
  counts.set("documents_with_control_tokens", facts.control_tokens_in_data);
  if (facts.early_rope_scaling > 0) counts.set("texts_with_early_rope_scaling", facts.early_rope_scaling);
  counts.set("prompt_tokens", facts.prompt_tokens);
  counts.set("generated_tokens", facts.generated_tokens);
  Dict dict;
  dict.set("name", report.name);
  dict.set("version", report.program_version);
  dict.set("command", report.command);
  dict.set("answers_digest", report.answers_digest);
  if (report.unfinished) {
    Dict unfinished;
    unfinished.set("answered", report.unfinished->answered);
    unfinished.set("documents", report.unfinished->documents);
    dict.set("unfinished", std::move(unfinished));
  }
  dict.set("facts", std::move(counts));
  dict.set("warnings", List(report.warnings.begin(), report.warnings.end()));
  if (List causes = failure_list(report); !causes.empty()) dict.set("failure_causes", std::move(causes));
  if (!report.groups.empty()) dict.set("group_aggregation", group_aggregation(report));
  dict.set("config", report.config);
  return dict;
}

}  // namespace

std::string results_json(const Report& report) {
  Dict dict = report.runs.empty() ? Dict() : run_section(report, 0);
  dict.set("coldread", own_section(report));
  dict.set("runs", run_list(report));
  return to_json(dict, {.indent = 2}) + "\n";
}

}  // namespace coldread
