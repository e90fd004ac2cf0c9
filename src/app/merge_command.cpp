// `merge`: the shards of a run put together.
#include <memory>

#include "app/commands.h"
#include "app/options.h"
#include "app/run_json.h"
#include "app/run_output.h"
#include "runner/folder/merge.h"
#include "runner/folder/outputs.h"

namespace coldread::app {
namespace {

struct Flags {
  std::vector<std::filesystem::path> runs;
  MergeOptions options;
  bool json = false;
};

int merge(const Flags& flags) {
  const RunOutcome outcome = merge_runs(flags.runs, flags.options);
  const int exit_code = has_failures(outcome.report) ? kSomeRequestsFailed : kDone;
  if (flags.json) {
    print_json(run_json(outcome.folder, outcome.report, exit_code));
    print_troubles(outcome.report);
  } else {
    print_results(outcome.folder, outcome.report);
    flush_results();
  }
  print_warnings(outcome.report.warnings);
  return exit_code;
}

}  // namespace

void add_merge(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("merge", "puts the shards of a run together and writes its report");
  auto flags = std::make_shared<Flags>();
  command->add_option("runs", flags->runs, "folders of runs with --shard; they may overlap")->required();
  command->add_option("-o,--out", flags->options.out, "where results go (default: reports/<name of the run>)");
  command->add_flag("--fresh", flags->options.fresh, "starts anew where the folder holds another run");
  command->add_flag("--json", flags->json, "prints the scores as one JSON object");
  add_verbosity(*command);
  command->footer(
      "The result is that of one process, to the byte. The shards' folders are all that is read.\n\n"
      "Example:\n  coldread run configs/quickstart.yaml --shard 1/2 --out a\n"
      "  coldread run configs/quickstart.yaml --shard 2/2 --out b\n  coldread merge a b --out whole");
  command->callback([flags, &exit_code] { exit_code = merge(*flags); });
}

}  // namespace coldread::app
