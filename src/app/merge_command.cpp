// `merge`: the shards of a run put together.
#include <memory>

#include "app/commands.h"
#include "app/run_output.h"
#include "base/error.h"
#include "io/file.h"
#include "io/folder_lock.h"
#include "runner/execution.h"
#include "runner/folder/merge.h"
#include "runner/folder/outputs.h"
#include "runner/journal/answers.h"
#include "runner/journal/head_differences.h"
#include "runner/journal/journal.h"
#include "runner/scoring.h"

namespace coldread::app {
namespace {

struct Flags {
  std::vector<std::filesystem::path> runs;
  std::filesystem::path out;
  bool fresh = false;
};

/// Throws where the folder holds another run, or this one with other answers.
void demand_own_folder(const std::filesystem::path& out, const StoredRun& run, const std::string& digest) {
  if (!std::filesystem::exists(out / "journal")) return;
  const JournalContents before = read_journal(out / "journal", ErrorCode::output);
  const std::string changed = differences(before.head, run.journal.head, {"include_path", "allow_path", "command"});
  if (!changed.empty()) {
    throw Error(ErrorCode::usage, {.file = out.string()},
                "holds another run (changed: " + changed + "); add --fresh to start anew, or choose another --out");
  }
  const std::string mismatch = results_mismatch(out, digest);
  if (!mismatch.empty()) throw Error(ErrorCode::input, {.file = out.string()}, mismatch);
}

int merge(const Flags& flags) {
  Execution execution = describe_machine(0);
  const StoredRun run = merge_runs(flags.runs);
  const Report report = make_report(run.plan, run.documents, run.journal.answers);
  const std::filesystem::path out =
      flags.out.empty() ? std::filesystem::path("reports") / run.plan.config.name : flags.out;
  create_output_folder(out);
  const FolderLock lock(out);
  remove_leftovers(out);
  if (flags.fresh) {
    remove_outputs(out);
  } else {
    demand_own_folder(out, run, report.answers_digest);
  }
  write_journal(out / "journal", run.journal.head.as_dict(), keys_of(run.documents), run.journal.answers);
  write_outputs(out, report);
  finish(execution);
  write_execution(out, report, execution);
  print_results(out, report);
  flush_results();
  return has_failures(report) ? kSomeRequestsFailed : kDone;
}

}  // namespace

void add_merge(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("merge", "puts the shards of a run together and writes its report");
  auto flags = std::make_shared<Flags>();
  command->add_option("runs", flags->runs, "folders of runs with --shard; they may overlap")->required();
  command->add_option("-o,--out", flags->out, "where results go (default: reports/<config name>)");
  command->add_flag("--fresh", flags->fresh, "starts anew where the folder holds another run");
  command->footer(
      "The result is that of one process, to the byte. No weights are loaded; models, tasks and data must be those of\n"
      "the shards.\n\n"
      "Example:\n  coldread run configs/quickstart.yaml --shard 1/2 --out a\n"
      "  coldread run configs/quickstart.yaml --shard 2/2 --out b\n  coldread merge a b --out whole");
  command->callback([flags, &exit_code] { exit_code = merge(*flags); });
}

}  // namespace coldread::app
