#include <csignal>
#include <cstdio>
#include <memory>
#include <optional>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/progress.h"
#include "app/run_flags.h"
#include "app/run_json.h"
#include "app/run_output.h"
#include "app/stop_signal.h"
#include "machine/memory_limit.h"
#include "report/failures.h"
#include "report/health_text.h"
#include "runner/folder/outputs.h"
#include "runner/journal/journal.h"
#include "runner/run.h"

namespace coldread::app {
namespace {

constexpr const char* kStopping = "\ncoldread: stopping; the answers so far are kept, run the same command to go on\n";

struct Flags {
  ConfigFlags config;
  RunOptions options;
  bool json = false;
};

/// Progress of a run that stop signals end, with its journal on the disk however it ends.
class StoppableProgress final : public Progress {
 public:
  void on_journal(const Journal& journal) override {
    finish();
    sync_.emplace(journal.descriptor());
    if (journal.damage().empty()) return;
    std::fprintf(stderr, "coldread: %s: %s; what is missing is computed again\n", journal.path().c_str(),
                 damage_text(journal.damage()).c_str());
  }
  void on_journal_closed() override { sync_.reset(); }
  bool stop_requested() override { return stop_signal.load(std::memory_order_relaxed) != 0; }

 private:
  std::optional<SyncOnStop> sync_;
};

void print_shard(const RunConfig& config, const Report& report) {
  std::printf(
      "shard %s: %zu documents answered; put all of them together with\n  coldread merge %s OTHER... --out DIR\n"
      "digest   %s\n",
      to_string(config.shard).c_str(), report.samples.size(), config.out.c_str(), report.answers_digest.c_str());
  std::fputs((failures_text(report) + health_text(report)).c_str(), stdout);
}

void print(const RunConfig& config, const RunOutcome& outcome) {
  const Execution& execution = outcome.execution;
  if (config.shard.is_whole()) {
    print_results(outcome.folder, outcome.report);
  } else {
    print_shard(config, outcome.report);
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
  std::signal(SIGPIPE, SIG_IGN);  // a reader of the progress that goes away does not end the run
  end_soon_after_stop_signal();
  catch_stop_signals(kStopping);
  const RunConfig config = read_run_config(flags.config.read());
  for (const std::string& note : config.notes) say("note: " + note);
  StoppableProgress progress;
  const RunOutcome outcome = coldread::run(config, backend(), progress, flags.options);
  progress.finish();
  const bool failed = outcome.report.facts.failed_requests > 0 || has_failures(outcome.report);
  const int exit_code = stop_signal.load() != 0 ? 128 + stop_signal.load() : failed ? kSomeRequestsFailed : kDone;
  if (!outcome.interrupted) {
    flags.json ? print_json(run_json(outcome.folder, outcome.report, exit_code)) : print(config, outcome);
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
  command->footer(
      "A run that was stopped goes on by the same command; a finished one is rendered again.\n\n"
      "Examples:\n  coldread run configs/quickstart.yaml\n"
      "  coldread run --model smollm2-135m-instruct --tasks cloze,qa --limit 20 --out reports/first");
  command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace coldread::app
