// `rescore`: other filters, metrics or targets over the answers of a run.
#include <CLI/CLI.hpp>
#include <cstdio>
#include <memory>
#include <string>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/options.h"
#include "app/run_flags.h"
#include "app/run_output.h"
#include "app/stop_signal.h"
#include "app/stoppable_progress.h"
#include "runner/folder/outputs.h"
#include "runner/rescore.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string folder;
  ConfigFlags config;
  bool fresh = false;
};

int rescore(const Flags& flags) {
  let_signals_stop_the_run();
  const std::string start =
      "coldread rescore " + shell_quoted(flags.folder) + (flags.config.config_file.empty() ? "" : " --config");
  StoppableProgress progress;
  const Rescored rescored =
      coldread::rescore(flags.folder, {.flags = flags.config.read(start), .fresh = flags.fresh}, backend(), progress);
  progress.finish();
  const RunOutcome& outcome = rescored.outcome;
  if (outcome.interrupted) {
    print_last_words(outcome.report);
  } else {
    print_results(outcome.folder, outcome.report);
    print_warnings(outcome.report.warnings);
    std::printf("answers  %lld of %s, %lld asked\n", static_cast<long long>(rescored.reused), flags.folder.c_str(),
                static_cast<long long>(rescored.asked));
    flush_results();
  }
  if (outcome.unsaved) throw *outcome.unsaved;
  if (stop_signal.load() != 0) return 128 + stop_signal.load();
  if (outcome.report.facts.failed_requests == 0 && !has_failures(outcome.report)) return kDone;
  std::fprintf(stderr, "coldread: some documents failed; the causes stand above, the report shows each\n");
  return kSomeRequestsFailed;
}

}  // namespace

void add_rescore(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("rescore", "scores a run's answers anew: other filters, metrics, targets or gold labels");
  auto flags = std::make_shared<Flags>();
  command->add_option("run", flags->folder, "the folder of a run; it is not written to")->required();
  command->add_option("--config", flags->config.config_file,
                      "a config whose tasks and settings take the place of the run's");
  flags->config.add_only(
      *command, {"tasks", "limit", "include_path", "allow_path", "name", "out", "threads", "memory", "strict"});
  command->add_flag("--fresh", flags->fresh, "starts anew where the folder holds another run");
  add_verbosity(*command);
  command->footer(
      "The run's tasks are looked up again where it found them, as they are now. An answer is taken where all that\n"
      "can change it is the same; a model is loaded for the others alone. Where the tasks or their data are gone,\n"
      "those that the run holds are taken, and it is said. Without --out, the scores go to RUN-rescored (another\n"
      "rescoring to RUN-rescored-2 and so on).\n\n"
      "Examples:\n  coldread rescore reports/first --out reports/other-metrics\n"
      "  coldread rescore reports/first --limit 200\n"
      "  coldread rescore reports/first --set 'tasks.0.filter_list=[{name: low, filter: [{function: lowercase}]}]'");
  command->callback([flags, &exit_code] { exit_code = rescore(*flags); });
}

}  // namespace coldread::app
