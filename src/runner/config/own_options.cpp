#include "runner/config/own_options.h"

#include <algorithm>

#include "base/error.h"
#include "runner/config/config_entries.h"
#include "runner/config/model_overrides.h"
#include "runner/config/option_values.h"
#include "runner/config/sweep.h"

namespace coldread {
namespace {

OptionValue item_of(const OptionValue& list, const YamlNode& item) {
  return {.option = list.option, .node = item, .name = list.name, .source = list.source};
}

template <typename Item>
Value echo_list(const std::vector<Item>& items) {
  List list;
  for (const Item& item : items) list.emplace_back(to_value(item));
  return list;
}

/// "a,b" of a flag, unless a file is called so.
std::vector<YamlNode> models_of_flag(const YamlNode& item) {
  const std::string& text = item.scalar.as_string();
  std::error_code ignored;
  if (text.find(',') == std::string::npos || std::filesystem::exists(text, ignored)) return {item};
  std::vector<YamlNode> models;
  for (std::string& part : split_commas(text)) {
    models.push_back(item);
    models.back().scalar = std::move(part);
  }
  return models;
}

}  // namespace

void read_description(const OptionValue&, RunConfig&) {}  // for people alone

void read_models(const OptionValue& value, RunConfig& config) {
  config.models.clear();
  for (const YamlNode* item : items_of(value.node)) {
    const bool is_flag = value.source == OptionSource::flag;
    for (const YamlNode& model : is_flag ? models_of_flag(*item) : std::vector<YamlNode>{*item})
      config.models.push_back(read_model(item_of(value, model)));
  }
}

std::optional<Value> echo_models(const RunConfig& config) {
  return echo_list(config.models);
}

void read_tasks(const OptionValue& value, RunConfig& config) {
  config.tasks.clear();
  for (const YamlNode* item : items_of(value.node)) config.tasks.push_back(read_task(item_of(value, *item)));
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
  config.chat.file = value.path(value.named().text());
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

/// A folder to write: below the config's, whatever else is called so.
void read_out(const OptionValue& value, RunConfig& config) {
  const std::filesystem::path written = value.named().text();
  if (written.empty()) throw Error(ErrorCode::usage, value.node.place(), value.name + " is empty; name a folder");
  const bool in_config = value.source == OptionSource::config;
  config.out = in_config ? std::filesystem::path(value.node.place().file).parent_path() / written : written;
}

}  // namespace coldread
