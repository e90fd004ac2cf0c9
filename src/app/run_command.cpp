#include <cstdio>
#include <memory>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/options.h"
#include "app/plan_output.h"
#include "app/progress.h"
#include "app/run_flags.h"
#include "app/run_json.h"
#include "app/run_output.h"
#include "app/stop_signal.h"
#include "app/stoppable_progress.h"
#include "machine/memory_limit.h"
#include "report/failures.h"
#include "report/health_text.h"
#include "runner/folder/outputs.h"
#include "runner/run.h"

namespace coldread::app {
namespace {

struct Flags {
  ConfigFlags config;
  RunOptions options;
  bool json = false;
  bool dry_run = false;
};

void print_shard(const RunConfig& config, const std::filesystem::path& folder, const Report& report) {
  std::printf(
      "shard %s: %zu documents answered; put all of them together with\n  coldread merge %s OTHER... --out DIR\n"
      "digest   %s\n",
      to_string(config.shard).c_str(), report.samples.size(), folder.c_str(), report.answers_digest.c_str());
  std::fputs((failures_text(report) + health_text(report)).c_str(), stdout);
}

void print(const RunConfig& config, const RunOutcome& outcome) {
  const Execution& execution = outcome.execution;
  if (config.shard.is_whole()) {
    print_results(outcome.folder, outcome.report);
  } else {
    print_shard(config, outcome.folder, outcome.report);
  }
  std::printf("memory   %s at most", bytes_text(static_cast<double>(execution.peak_memory_bytes)).c_str());
  if (execution.answered_requests > 0)
    std::printf(" (estimated %s)", bytes_text(static_cast<double>(execution.estimated_memory_bytes)).c_str());
  std::printf("\n");
  flush_results();
}

/// Warnings that were not said before the work began.
void print_untold(std::vector<std::string> warnings, const Progress& progress) {
  std::erase_if(warnings, [&](const std::string& warning) { return progress.has_told(warning); });
  print_warnings(warnings);
}

int run(const Flags& flags) {
  let_signals_stop_the_run();
  const RunConfig config = read_run_config(flags.config.read());
  print_notes(config.notes);
  if (flags.dry_run) return show_plan(config, flags.json);
  StoppableProgress progress;
  const RunOutcome outcome = coldread::run(config, backend(), progress, flags.options);
  progress.finish();
  const bool failed = outcome.report.facts.failed_requests > 0 || has_failures(outcome.report);
  const int exit_code = stop_signal.load() != 0 ? 128 + stop_signal.load() : failed ? kSomeRequestsFailed : kDone;
  if (flags.json) {
    print_json(run_json(outcome.folder, outcome.report, exit_code));
    print_troubles(outcome.report);
  } else if (outcome.interrupted) {
    print_last_words(outcome.report);
  } else {
    print(config, outcome);
  }
  if (!outcome.interrupted) {
    print_untold(outcome.report.warnings, progress);
  }
  if (outcome.unsaved) throw *outcome.unsaved;
  if (exit_code == kSomeRequestsFailed)
    std::fprintf(stderr, "coldread: some documents failed; the causes stand above, the report shows each\n");
  return exit_code;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("run", "runs a suite of tasks and writes its report");
  auto flags = std::make_shared<Flags>();
  flags->config.add_to(*command, true);
  command->add_flag("--fresh", flags->options.fresh, "starts anew where the folder holds a run");
  command->add_flag("--json", flags->json, "prints the scores as one JSON object");
  command->add_flag("--dry-run,--dry_run", flags->dry_run,
                    "says what the run would do and take, as coldread plan does");
  add_verbosity(*command);
  command->footer(
      "Rerun the same command to resume a run that was stopped; a finished one is rendered again. Into the folder of "
      "a\n"
      "run (--out) that asks for less, with the same rows, the missing answers are added.\n\n"
      "Examples:\n  coldread run configs/quickstart.yaml\n"
      "  coldread run --model smollm2-135m-instruct --tasks qa,cloze --limit 20 --out reports/first");
  command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace coldread::app
