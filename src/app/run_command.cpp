#include <algorithm>
#include <csignal>
#include <cstdio>
#include <memory>

#include "app/commands.h"
#include "app/progress.h"
#include "app/run_flags.h"
#include "app/run_output.h"
#include "app/stop_signal.h"
#include "base/error.h"
#include "io/file.h"
#include "io/folder_lock.h"
#include "machine/memory_limit.h"
#include "runner/config/memory_budget.h"
#include "runner/evaluate.h"
#include "runner/execution.h"
#include "runner/folder/outputs.h"
#include "runner/folder/stored_run.h"
#include "runner/plan/estimate.h"
#include "runner/plan/identity.h"
#include "runner/plan/requests.h"

namespace coldread::app {
namespace {

constexpr const char* kStopping = "\ncoldread: stopping; the answers so far are kept, run the same command to go on\n";

struct Flags {
  ConfigFlags config;
  bool fresh = false;
};

void warn_of_damage(const std::filesystem::path& file, const Journal& journal) {
  if (journal.damage().empty()) return;
  std::fprintf(stderr, "coldread: %s: %s; what is missing is computed again\n", file.c_str(),
               damage_text(journal.damage()).c_str());
}

void print_shard(const RunConfig& config, const Report& report) {
  std::printf(
      "shard %s: %zu documents answered; put all of them together with\n  coldread merge %s OTHER... --out DIR\n"
      "digest   %s\n",
      to_string(config.shard).c_str(), report.samples.size(), config.out.c_str(), report.answers_digest.c_str());
}

/// What came of a run, on disk and then on standard output.
void publish(const RunConfig& config, const RunOutcome& outcome) {
  const Report& report = outcome.report;
  const Execution& execution = outcome.execution;
  const bool whole = config.shard.is_whole();
  if (whole) write_outputs(config.out, report);
  write_execution(config.out, report, execution);
  if (whole) {
    print_results(config.out, report);
  } else {
    print_shard(config, report);
  }
  std::printf("memory   %s at most", bytes_text(static_cast<double>(execution.peak_memory_bytes)).c_str());
  if (execution.answered_requests > 0)
    std::printf(" (estimated %s)", bytes_text(static_cast<double>(execution.estimated_memory_bytes)).c_str());
  std::printf("\n");
  flush_results();
}

/// A plan with all its requests.
struct Work {
  Plan plan;
  std::vector<std::vector<PlannedDocument>> documents;  ///< by model
};

Work prepare(const RunConfig& config, Progress& progress) {
  progress.on_stage("reading tasks and models");
  demand_room_for_weights(config);
  Work work{.plan = resolve(config), .documents = {}};
  progress.on_stage("building prompts");
  for (std::size_t m = 0; m < work.plan.models.size(); ++m) work.documents.push_back(documents_of(work.plan, m));
  return work;
}

/// What the run will take; throws where it cannot be had.
RunEstimate demand_room_for(const Work& work, const Answers& answers) {
  RunEstimate estimate = estimate_run(work.plan, work.documents, answers, false);
  demand_room(work.plan.config, estimate, work.plan.config.out);
  return estimate;
}

int run(const Flags& flags) {
  std::signal(SIGPIPE, SIG_IGN);  // a reader of the progress that goes away does not end the run
  end_soon_after_stop_signal();
  catch_stop_signals(kStopping);
  const RunConfig config = read_run_config(flags.config.read());
  memory_budget(config.memory);
  start_threads(config.threads);
  Progress progress;
  Work work = prepare(config, progress);
  create_output_folder(config.out);
  const FolderLock lock(config.out);
  remove_leftovers(config.out);
  const std::filesystem::path file = config.out / "journal";
  const bool begun = std::filesystem::exists(file) && !flags.fresh;
  RunEstimate estimate;
  if (!begun) estimate = demand_room_for(work, {});  // before a folder is given to a run that cannot be
  if (flags.fresh) remove_outputs(config.out);       // they speak of the former answers
  Journal journal(file, journal_identity(work.plan), flags.fresh);
  const SyncOnStop sync(journal.descriptor());
  if (const Value* command = journal.head().find("command"); command != nullptr && command->is_string())
    work.plan.config.command = command->as_string();  // a resumed run keeps the words it was begun with
  if (begun) estimate = demand_room_for(work, journal.answers());
  progress.finish();
  warn_of_damage(file, journal);
  RunOutcome outcome = evaluate(work.plan, work.documents, estimate, journal, progress, stop_signal);
  outcome.execution.estimated_memory_bytes = static_cast<std::int64_t>(estimate.peak);
  progress.finish();
  if (outcome.interrupted) return 128 + stop_signal.load();
  const std::string mismatch = results_mismatch(config.out, outcome.report.answers_digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = config.out.string()}, mismatch);
  publish(config, outcome);
  if (stop_signal.load() != 0) return 128 + stop_signal.load();
  if (outcome.report.facts.failed_requests == 0 && !has_failures(outcome.report)) return kDone;
  std::fprintf(stderr, "coldread: some documents failed; the report shows which and why\n");
  return kSomeRequestsFailed;
}

}  // namespace

void add_run(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("run", "runs a suite of tasks and writes its report");
  auto flags = std::make_shared<Flags>();
  flags->config.add_to(*command);
  command->add_option("--out", flags->config.run.out, "where results go (default: reports/<config name>)");
  command->add_option("--shard", flags->config.run.shard,
                      "i/n: only the i-th of n parts of the documents (see coldread merge)");
  command->add_flag("--fresh", flags->fresh, "starts anew where the folder holds a run");
  command->footer(
      "A run that was stopped goes on by the same command; a finished one is rendered again.\n\n"
      "Examples:\n  coldread run configs/quickstart.yaml\n"
      "  coldread run --model smollm2-135m-instruct --tasks cloze,qa --limit 20 --out reports/first");
  command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace coldread::app
