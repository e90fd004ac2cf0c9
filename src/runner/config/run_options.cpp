#include "runner/config/run_options.h"

#include <algorithm>

#include "base/error.h"
#include "runner/config/config_entries.h"
#include "runner/config/model_overrides.h"
#include "runner/config/sweep.h"

namespace coldread {
namespace {

void read_description(const OptionValue&, RunConfig&) {}  // for people alone

void read_models(const OptionValue& value, RunConfig& config) {
  config.models.clear();
  for (const YamlNode* item : items_of(value.node)) config.models.push_back(read_model(*item));
}

void read_tasks(const OptionValue& value, RunConfig& config) {
  config.tasks.clear();
  for (const YamlNode* item : items_of(value.node)) config.tasks.push_back(read_task(*item));
}

template <typename Item>
Value echo_list(const std::vector<Item>& items) {
  List list;
  for (const Item& item : items) list.emplace_back(to_value(item));
  return list;
}

std::optional<Value> echo_models(const RunConfig& config) {
  return echo_list(config.models);
}

std::optional<Value> echo_tasks(const RunConfig& config) {
  return echo_list(config.tasks);
}

void read_sampling_option(const OptionValue& value, RunConfig& config) {
  config.sampling = read_sampling(value.node);
}

std::optional<Value> echo_sampling(const RunConfig& config) {
  if (config.sampling.empty()) return std::nullopt;
  Dict sampling;
  for (const RunSetting& setting : config.sampling) sampling.set(setting.name, setting.options);
  return sampling;
}

void read_seeds_option(const OptionValue& value, RunConfig& config) {
  config.seeds = read_seeds(value.node);
}

std::optional<Value> echo_seeds(const RunConfig& config) {
  List seeds;
  for (const std::int64_t seed : config.seeds) seeds.emplace_back(seed);
  return seeds;
}

void read_repeats_option(const OptionValue& value, RunConfig& config) {
  config.seeds = read_repeats(value.node);
}

/// A limit of the command line is the most for every task; a task's own smaller one stays.
void read_limit(const OptionValue& value, RunConfig& config) {
  if (value.node.is_null()) return;
  config.limit = value.named().integer(1);
  if (value.source != OptionSource::flag) return;
  for (RunTask& task : config.tasks) {
    task.overrides.limit = std::min(*config.limit, task.overrides.limit.value_or(*config.limit));
  }
}

std::optional<Value> echo_limit(const RunConfig& config) {
  return config.limit ? std::optional<Value>(*config.limit) : std::nullopt;
}

void read_num_fewshot(const OptionValue& value, RunConfig& config) {
  if (value.node.is_null()) return;
  config.num_fewshot = value.named().integer(0);
  if (value.source != OptionSource::flag) return;
  for (RunTask& task : config.tasks) task.overrides.num_fewshot = config.num_fewshot;
}

void read_fewshot(const OptionValue& value, RunConfig& config) {
  if (value.named().text() != "per_document")
    throw Error(ErrorCode::usage, value.node.place(), value.name + " can only be per_document");
  config.fewshot_per_document = true;
}

void read_multiturn(const OptionValue& value, RunConfig& config) {
  config.fewshot_as_multiturn = value.named().boolean();
}

std::optional<Value> echo_multiturn(const RunConfig& config) {
  if (!config.apply_chat_template) return std::nullopt;
  return config.fewshot_as_multiturn.value_or(true);
}

void read_chat_template(const OptionValue& value, RunConfig& config) {
  config.chat.file = value.named().text();
}

std::optional<Value> echo_chat_template(const RunConfig& config) {
  return config.chat.file.empty() ? std::nullopt : std::optional<Value>(config.chat.file.string());
}

void read_chat_date(const OptionValue& value, RunConfig& config) {
  config.chat.date = read_date(value.node, value.name);
}

/// Where prompts are chats: any template may read it.
std::optional<Value> echo_chat_date(const RunConfig& config) {
  if (!config.apply_chat_template) return std::nullopt;
  return to_string(config.chat.date.value_or(CalendarDate()));
}

/// Those of the command line are laid over those of the file.
void read_chat_template_kwargs(const OptionValue& value, RunConfig& config) {
  for (const auto& [name, argument] : read_chat_arguments(value.node, value.name)) {
    config.chat.arguments.set(name, argument);
  }
}

std::optional<Value> echo_chat_template_kwargs(const RunConfig& config) {
  return config.chat.arguments.empty() ? std::nullopt : std::optional<Value>(config.chat.arguments);
}

void read_compute(const OptionValue& value, RunConfig& config) {
  config.compute = value.named().text();
  if (value.source != OptionSource::flag) return;
  for (RunModel& model : config.models) model.compute = config.compute;
}

/// What a flag says wins over what models say themselves.
void read_eos(const OptionValue& value, RunConfig& config) {
  const bool is_flag = value.source == OptionSource::flag;
  config.overrides.end_tokens =
      is_flag ? end_tokens_of(texts_of(value.node, value.name)) : read_end_tokens(value.node, value.name);
  if (!is_flag) return;
  for (RunModel& model : config.models) model.overrides.end_tokens = config.overrides.end_tokens;
}

void read_ignore_config(const OptionValue& value, RunConfig& config) {
  for (std::string& key : texts_of(value.node, value.name)) {
    config.overrides.ignored_settings.push_back(std::move(key));
  }
}

void read_compat(const OptionValue& value, RunConfig& config) {
  config.compat = compat_of(value.named().text(), value.node.place());
}

std::optional<Value> echo_compat(const RunConfig& config) {
  return config.compat == Compat::none ? std::nullopt : std::optional<Value>(compat_name(config.compat));
}

void read_memory(const OptionValue& value, RunConfig& config) {
  config.memory = value.node.is_string() ? value.node.scalar.as_string() : std::to_string(value.named().integer(1));
}

void read_shard(const OptionValue& value, RunConfig& config) {
  config.shard = parse_shard(value.named().text());
}

std::optional<Value> echo_shard(const RunConfig& config) {
  return config.shard.is_whole() ? std::nullopt : std::optional<Value>(to_string(config.shard));
}

const std::vector<RunOption>& table() {
  using enum OptionKind;
  using enum OptionUse;
  static const std::vector<RunOption> kOptions = {
      {.key = "name",
       .flag = "name",
       .field = &RunConfig::name,
       .help = "what the run is called (default: the config's name, else its model and tasks)",
       .in_run_alone = true},
      {.key = "description", .flag = "", .field = OwnField{text, read_description}},
      {.key = "models",
       .flag = "model",
       .field = OwnField{texts, read_models, echo_models},
       .help = "a .gguf file, a folder, or a name under models/; may be repeated"},
      {.key = "tasks",
       .flag = "tasks",
       .field = OwnField{commas, read_tasks, echo_tasks},
       .help = "tasks, tags, groups, glob patterns or YAML files, separated by commas"},
      {.key = "sampling", .flag = "", .field = OwnField{text, read_sampling_option, echo_sampling}},
      {.key = "seeds", .flag = "", .field = OwnField{texts, read_seeds_option, echo_seeds}},
      {.key = "repeats", .flag = "", .field = OwnField{whole_number, read_repeats_option}},
      {.key = "shard",
       .flag = "shard",
       .field = OwnField{text, read_shard, echo_shard},
       .use = part,
       .help = "i/n: only the i-th of n parts of the documents (see coldread merge)",
       .in_config = false,
       .in_run_alone = true},
      {.key = "include_path",
       .flag = "include-path",
       .field = &RunConfig::include_paths,
       .use = places,
       .help = "a folder of task definitions (default: tasks); may be repeated"},
      {.key = "allow_path",
       .flag = "allow-path",
       .field = &RunConfig::allowed_paths,
       .use = places,
       .help = "a folder that tasks may read files of, beside their own, the working directory and COLDREAD_DATASETS; "
               "may be repeated",
       .in_config = false},
      {.key = "limit",
       .flag = "limit",
       .field = OwnField{whole_number, read_limit, echo_limit},
       .help = "documents a task at most",
       .least = 1},
      {.key = "num_fewshot",
       .flag = "num-fewshot",
       .field = OwnField{whole_number, read_num_fewshot},
       .help = "examples in each prompt"},
      {.key = "fewshot", .flag = "", .field = OwnField{text, read_fewshot}},
      {.key = "apply_chat_template",
       .flag = "apply-chat-template",
       .field = &RunConfig::apply_chat_template,
       .help = "prompts go through the model's chat template"},
      {.key = "fewshot_as_multiturn",
       .flag = "fewshot-as-multiturn",
       .field = OwnField{yes_no, read_multiturn, echo_multiturn},
       .help = "each example is a turn of the chat (default: true with a chat template)"},
      {.key = "system_instruction",
       .flag = "system-instruction",
       .field = &RunConfig::system_instruction,
       .help = "stands before every prompt, or is the chat's system message"},
      {.key = "chat_template",
       .flag = "chat-template",
       .field = OwnField{text, read_chat_template, echo_chat_template},
       .help = "a file with a chat template in place of each model's own"},
      {.key = "chat_date",
       .flag = "chat-date",
       .field = OwnField{text, read_chat_date, echo_chat_date},
       .help = "the day that chat templates take for today, YYYY-MM-DD (default: 2026-01-01)"},
      {.key = "chat_template_kwargs",
       .flag = "chat-template-kwargs",
       .field = OwnField{texts, read_chat_template_kwargs, echo_chat_template_kwargs},
       .help = "variables of the chat templates: name=value,... (enable_thinking=false)"},
      {.key = "compat",
       .flag = "compat",
       .field = OwnField{text, read_compat, echo_compat},
       .help = "lm-eval-0.4.13: its number wherever it differs from ours on purpose"},
      {.key = "eos",
       .flag = "eos",
       .field = OwnField{texts, read_eos},
       .help = "a token that ends a text, by id or by text, in place of those that the model's files name; may be "
               "repeated"},
      {.key = "ignore_config",
       .flag = "ignore-config",
       .field = OwnField{texts, read_ignore_config},
       .help = "a setting of config.json that is passed over, though it may change the numbers; may be repeated"},
      {.key = "threads",
       .flag = "threads",
       .field = &RunConfig::threads,
       .use = machine,
       .help = "threads (default: all that the process may use)",
       .least = 1,
       .most = 4096},
      {.key = "compute",
       .flag = "compute",
       .field = OwnField{text, read_compute},
       .help = "compute type: fp32, int8 or bf16"},
      {.key = "memory",
       .flag = "memory",
       .field = OwnField{text, read_memory},
       .use = machine,
       .help = "budget of the key/value cache, e.g. 512M or 2G"},
      {.key = "strict",
       .flag = "strict",
       .field = &RunConfig::strict,
       .use = machine,
       .help = "a warning about the tasks or their rows is an error"},
      {.key = "out",
       .flag = "out",
       .field = &RunConfig::out,
       .use = machine,
       .help = "where results go (default: reports/<name>, or <name>-2 and so on where other runs are there)",
       .in_run_alone = true},
      {.key = "command", .flag = "", .field = &RunConfig::command, .use = places, .in_config = false},
  };
  return kOptions;
}

}  // namespace

std::span<const RunOption> run_options() {
  return table();
}

const RunOption& run_option(std::string_view key) {
  const auto found = std::ranges::find(table(), key, &RunOption::key);
  COLDREAD_CHECK(found != table().end());
  return *found;
}

}  // namespace coldread
