#include <algorithm>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/console.h"
#include "app/options.h"
#include "app/progress.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "report/writers.h"
#include "runner/evaluate.h"
#include "runner/execution.h"
#include "runner/outputs.h"

namespace coldread::app {
namespace {

constexpr const char* kStopping = "\ncoldread: stopping; the answers so far are kept, run the same command to go on\n";

struct Flags {
  RunFlags run;
  std::string tasks;
  bool fresh = false;
  std::string command;
};

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

int run(const Flags& flags) {
  const RunConfig config = read_run_config(flags.run);
  memory_budget(config.memory);
  Progress progress;
  progress.on_stage("reading tasks and models");
  const Plan plan = resolve(config);
  create_output_folder(config.out);
  if (flags.fresh) std::filesystem::remove(config.out / "results.json");  // it speaks of the former answers
  Journal journal(config.out / "journal", journal_identity(plan), flags.fresh);
  catch_stop_signals(kStopping);
  RunOutcome outcome = evaluate(plan, journal, progress, stop_signal);
  progress.finish();
  if (outcome.interrupted) return 128 + stop_signal.load();
  outcome.report.command = flags.command;
  write_outputs(config.out, outcome.report);
  write_execution(config.out, outcome.report, outcome.execution);
  std::fputs(console_table(outcome.report, console_style()).c_str(), stdout);
  if (!outcome.report.comparison.differences.empty()) {
    std::printf("\n%s", comparison_table(outcome.report, console_style()).c_str());
  }
  const std::string folder = config.out.string();
  std::printf(
      "\nreport   %s/report.html\nscores   %s/results.csv, results.json\nsamples  %s/samples.csv, samples_*.jsonl\n",
      folder.c_str(), folder.c_str(), folder.c_str());
  if (std::fflush(stdout) != 0) throw Error(ErrorCode::output, "cannot write to standard output");
  if (outcome.report.facts.failed_requests == 0 && !has_failures(outcome.report)) return kDone;
  std::fprintf(stderr, "coldread: some documents failed; the report shows which and why\n");
  return kSomeRequestsFailed;
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

void add_run(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("run", "runs a suite of tasks and writes its report");
  auto flags = std::make_shared<Flags>();
  command->add_option("config", flags->run.config_file, "a config file (YAML)");
  command->add_option("--model", flags->run.models, "a .gguf file, a folder, or a name under models/; may be repeated");
  command->add_option("--tasks", flags->tasks, "tasks, tags, groups, glob patterns or YAML files, separated by commas");
  command->add_option("--include_path,--include-path", flags->run.include_paths,
                      "a folder of task definitions (default: tasks); may be repeated");
  command->add_option("--limit", flags->run.limit, "documents a task at most")->check(at_least(1));
  command->add_option("--num_fewshot,--num-fewshot", flags->run.num_fewshot, "examples in each prompt")
      ->check(at_least(0));
  command->add_flag("--apply_chat_template,--apply-chat-template", flags->run.apply_chat_template,
                    "prompts go through the model's chat template");
  command->add_option("--fewshot_as_multiturn,--fewshot-as-multiturn", flags->run.fewshot_as_multiturn,
                      "each example is a turn of the chat (default: true with a chat template)");
  command->add_option("--system_instruction,--system-instruction", flags->run.system_instruction,
                      "stands before every prompt, or is the chat's system message");
  command->add_option("--set", flags->run.settings, "path.to.key=value: replaces a part of the config");
  command->add_option("--threads", flags->run.threads, "threads (default: all that the process may use)")
      ->check(CLI::Range(1, 4096));
  command->add_option("--compute", flags->run.compute, "compute type: fp32, int8 or bf16");
  command->add_option("--memory", flags->run.memory, "budget of the key/value cache, e.g. 512M or 2G");
  command->add_option("--out", flags->run.out, "where results go (default: reports/<config name>)");
  command->add_flag("--fresh", flags->fresh, "starts anew where the folder holds a run");
  command->footer(
      "A run that was stopped goes on by the same command; a finished one is rendered again.\n\n"
      "Examples:\n  coldread run configs/quickstart.yaml\n"
      "  coldread run --model smollm2-135m-instruct --tasks cloze,qa --limit 20 --out reports/first");
  command->callback([flags, &exit_code] {
    if (!flags->tasks.empty()) flags->run.tasks = split_commas(flags->tasks);
    flags->command = repeat_command(flags->run);
    exit_code = run(*flags);
  });
}

}  // namespace coldread::app
