#include "app/run_flags.h"

#include <algorithm>
#include <vector>

#include "app/options.h"

namespace coldread::app {
namespace {

std::vector<std::string> split_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    if (comma > start) parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

std::string shell_quoted(const std::string& word) {
  const bool plain = !word.empty() && word.find_first_not_of(
                                          "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                                          "_-./,=:+@%") == std::string::npos;
  if (plain) return word;
  std::string quoted = "'";
  for (const char c : word) quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return quoted + "'";
}

/// The command that asks for the same answers: where it writes and on how many threads is left out.
std::string repeat_command(const RunFlags& flags) {
  std::string command = "coldread run";
  const auto add = [&](const std::string& name, const std::string& value) {
    if (!value.empty()) command += " " + name + " " + shell_quoted(value);
  };
  if (!flags.config_file.empty()) command += " " + shell_quoted(flags.config_file);
  for (const std::string& model : flags.models) add("--model", model);
  std::string tasks;
  for (const std::string& task : flags.tasks) tasks += (tasks.empty() ? "" : ",") + task;
  add("--tasks", tasks);
  for (const std::string& folder : flags.include_paths) add("--include_path", folder);
  for (const std::string& folder : flags.allowed_paths) add("--allow-path", folder);
  if (flags.limit) add("--limit", std::to_string(*flags.limit));
  if (flags.num_fewshot) add("--num_fewshot", std::to_string(*flags.num_fewshot));
  if (flags.apply_chat_template) command += " --apply_chat_template";
  if (flags.fewshot_as_multiturn) add("--fewshot_as_multiturn", *flags.fewshot_as_multiturn ? "true" : "false");
  if (flags.system_instruction) add("--system_instruction", *flags.system_instruction);
  for (const std::string& setting : flags.settings) add("--set", setting);
  add("--compute", flags.compute);
  return command;
}

}  // namespace

void ConfigFlags::add_to(CLI::App& command) {
  command.add_option("config", run.config_file, "a config file (YAML)");
  command.add_option("--model", run.models, "a .gguf file, a folder, or a name under models/; may be repeated");
  command.add_option("--tasks", tasks_, "tasks, tags, groups, glob patterns or YAML files, separated by commas")
      ->join(',');
  command.add_option("--include_path,--include-path", run.include_paths,
                     "a folder of task definitions (default: tasks); may be repeated");
  add_allow_path(command, run.allowed_paths);
  command.add_option("--limit", run.limit, "documents a task at most")->check(at_least(1));
  command.add_option("--num_fewshot,--num-fewshot", run.num_fewshot, "examples in each prompt")->check(at_least(0));
  command.add_flag("--apply_chat_template,--apply-chat-template", run.apply_chat_template,
                   "prompts go through the model's chat template");
  command.add_option("--fewshot_as_multiturn,--fewshot-as-multiturn", run.fewshot_as_multiturn,
                     "each example is a turn of the chat (default: true with a chat template)");
  command.add_option("--system_instruction,--system-instruction", run.system_instruction,
                     "stands before every prompt, or is the chat's system message");
  command.add_option("--set", run.settings, "path.to.key=value: replaces a part of the config");
  command.add_option("--threads", run.threads, "threads (default: all that the process may use)")
      ->check(CLI::Range(1, 4096));
  command.add_option("--compute", run.compute, "compute type: fp32, int8 or bf16");
  command.add_option("--memory", run.memory, "budget of the key/value cache, e.g. 512M or 2G");
}

RunFlags ConfigFlags::read() const {
  RunFlags given = run;
  if (!tasks_.empty()) given.tasks = split_commas(tasks_);
  given.command = repeat_command(given);
  return given;
}

}  // namespace coldread::app
