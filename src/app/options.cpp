#include "app/options.h"

#include <algorithm>
#include <charconv>
#include <cmath>

#include "app/backend.h"
#include "app/console.h"
#include "io/json.h"
#include "runner/config/memory_budget.h"
#include "runner/config/model_overrides.h"
#include "runner/config/option_values.h"
#include "sampling/options.h"

namespace coldread::app {

Value flag_value(const std::string& text) {
  return text.starts_with('{') ? parse_json(text, "command line", ErrorCode::usage) : plain_value(text);
}

std::string both_spellings(std::string_view name) {
  std::string dashes(name);
  std::string underscores(name);
  std::replace(dashes.begin(), dashes.end(), '_', '-');
  std::replace(underscores.begin(), underscores.end(), '-', '_');
  return dashes == underscores ? "--" + dashes : "--" + underscores + ",--" + dashes;
}

CLI::Option* one_value_each(CLI::Option* option) {
  return option->allow_extra_args(false)->take_all();
}

void add_verbosity(CLI::App& command) {
  CLI::Option* quiet = command.add_flag_callback(
      "-q,--quiet", [] { set_verbosity(Verbosity::quiet); }, "no progress, notes and warnings on standard error");
  command
      .add_flag_callback(
          "-v,--verbose", [] { set_verbosity(Verbosity::verbose); }, "each step with its time on standard error")
      ->excludes(quiet);
}

void add_allow_path(CLI::App& command, std::vector<std::string>& folders) {
  one_value_each(command.add_option("--allow-path,--allow_path", folders,
                                    "a folder that tasks may read files of, beside their own, the working directory "
                                    "and COLDREAD_DATASETS; may be repeated"));
}

CLI::Validator whole_number(std::int64_t least, std::int64_t most) {
  const std::string range = std::to_string(least) + (most == INT64_MAX ? " or more" : " to " + std::to_string(most));
  const auto check = [least, most, range](const std::string& text) -> std::string {
    std::int64_t number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && number >= least && number <= most) return "";
    return "must be a whole number, " + range + ", not '" + text + "'";
  };
  return {check, "INT: " + range};
}

CLI::Validator at_least(std::int64_t least) {
  return whole_number(least);
}

CLI::Validator not_negative() {
  const auto check = [](const std::string& text) -> std::string {
    double number = 0;
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data(), end, number);
    if (error == std::errc{} && stop == end && std::isfinite(number) && number >= 0) return "";
    return "must be a number, 0 or more, not '" + text + "'";
  };
  return {check, "NUMBER >= 0"};
}

void ModelFlags::add_to(CLI::App& command, bool model_required) {
  auto* option =
      command.add_option("--model", model, "a .gguf file, a folder, a name under models/, or OWNER/NAME of the hub");
  if (model_required) option->required();
  command.add_option("--threads", threads, "threads (default: all that the process may use)")
      ->check(whole_number(1, 4096));
  command.add_option("--compute", compute, "compute type: fp32, int8 or bf16")->capture_default_str();
  command.add_option("--memory", memory, "budget of the key/value cache, e.g. 512M or 2G");
  add_overrides_to(command);
}

void ModelFlags::add_overrides_to(CLI::App& command) {
  one_value_each(command.add_option("--eos", ends, std::string(run_option("eos").help)));
  one_value_each(command.add_option(both_spellings("ignore-config"), ignored_settings,
                                    std::string(run_option("ignore_config").help)));
}

ModelOverrides ModelFlags::overrides() const {
  ModelOverrides given;
  if (!ends.empty()) given.end_tokens = end_tokens_of(ends);
  given.ignored_settings = ignored_settings;
  return given;
}

void SamplingFlags::add_to(CLI::App& command) {
  for (const std::string& name : sampling_option_names()) {
    command.add_option_function<std::string>(
        both_spellings(name), [this, name](const std::string& text) { options.set(name, flag_value(text)); },
        "sampling: " + name);
  }
}

LazyModel::LazyModel(const ModelFlags& flags) : flags_(flags), found_(backend().find(flags.model, flags.overrides())) {}

const Tokenizer& LazyModel::tokenizer() {
  if (!tokenizer_) tokenizer_ = tokenizer_of(*found_);
  return *tokenizer_;
}

std::int64_t LazyModel::context_length() {
  return found_->facts().context_length;
}

Engine& LazyModel::engine() {
  if (!opened_) {
    OpenOptions options;
    options.threads = flags_.threads;
    options.compute = flags_.compute;
    options.memory_bytes = memory_budget(flags_.memory);
    options.batch_sequences = batch_sequences_;
    options.expected = expected_;
    opened_ = found_->open(options);
    for (const std::string& warning : opened_->warnings) say("warning: " + flags_.model + ": " + warning);
    for (const std::string& key : found_->facts().ignored_settings) {
      say("warning: " + flags_.model + ": its setting '" + key + "' is passed over");
    }
  }
  return *opened_->engine;
}

}  // namespace coldread::app
