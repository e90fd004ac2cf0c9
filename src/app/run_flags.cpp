#include "app/run_flags.h"

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

#include "app/options.h"

namespace coldread::app {

std::string shell_quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                          "_-./,=:+@%") == std::string::npos;
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

namespace {

std::string flag_text(const GivenOption& given) {
  const std::string flag = fmt::format(" --{}", given.option->flag);
  switch (given.option->kind()) {
    case OptionKind::present:
      return flag;
    case OptionKind::commas:
      return flag + " " + shell_quoted(fmt::format("{}", fmt::join(given.texts, ",")));
    default: {
      std::string text;
      for (const std::string& value : given.texts) text += flag + " " + shell_quoted(value);
      return text;
    }
  }
}

/// The command that asks for the same answers: which part, where to and on how many threads is left out.
std::string repeat_command(const std::string& start, const RunFlags& flags) {
  std::string command = start;
  if (!flags.config_file.empty()) command += " " + shell_quoted(flags.config_file);
  for (const GivenOption& given : flags.options) {
    const bool asks = given.option->use == OptionUse::answers || given.option->use == OptionUse::places;
    if (asks) command += flag_text(given);
  }
  for (const std::string& setting : flags.settings) command += " --set " + shell_quoted(setting);
  return command;
}

}  // namespace

void ConfigFlags::add_to(CLI::App& command, bool is_run) {
  command.add_option("config", config_file, "a config file (YAML)");
  for (const RunOption& option : run_options()) {
    if (!option.flag.empty() && (is_run || !option.in_run_alone)) add(command, option);
  }
  add_set(command);
}

void ConfigFlags::add_only(CLI::App& command, const std::vector<std::string>& keys) {
  for (const std::string& key : keys) add(command, run_option(key));
  add_set(command);
}

void ConfigFlags::add_set(CLI::App& command) {
  one_value_each(command.add_option("--set", settings_, "path.to.key=value: replaces a part of the config"));
}

void ConfigFlags::add(CLI::App& command, const RunOption& option) {
  std::string names = both_spellings(option.flag);
  if (!option.alias.empty()) names += "," + both_spellings(option.alias);
  const std::string help(option.help);
  const OptionKind kind = option.kind();
  CLI::Option* flag = nullptr;
  if (kind == OptionKind::present) {
    flag = command.add_flag_callback(
        names, [this, &option] { given_[&option] = {"true"}; }, help);
  } else if (kind == OptionKind::texts || kind == OptionKind::commas) {
    flag = one_value_each(command.add_option_function<std::vector<std::string>>(
        names, [this, &option](const std::vector<std::string>& texts) { given_[&option] = texts; }, help));
  } else {
    flag = command.add_option_function<std::string>(
        names, [this, &option](const std::string& text) { given_[&option] = {text}; }, help);
    if (kind == OptionKind::whole_number) flag->check(whole_number(option.least, option.most));
  }
  if (!option.group.empty()) flag->group(std::string(option.group));
}

RunFlags ConfigFlags::read(const std::string& start) const {
  RunFlags flags;
  flags.config_file = config_file;
  for (const auto& [option, texts] : given_) flags.options.push_back({.option = option, .texts = texts});
  flags.settings = settings_;
  flags.command = repeat_command(start, flags);
  return flags;
}

}  // namespace coldread::app
