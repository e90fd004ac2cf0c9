// `compare`: runs side by side, document by document.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "app/commands.h"
#include "app/console.h"
#include "base/error.h"
#include "compare/merge.h"
#include "io/file.h"
#include "report/headline.h"
#include "report/visible_text.h"
#include "report/writers.h"
#include "runner/folder/outputs.h"
#include "runner/folder/run_folder.h"

namespace coldread::app {
namespace {

struct CompareFlags {
  std::vector<std::string> runs;
  std::optional<std::string> out;
  std::vector<std::string> pairs;
  bool json = false;
};

void write_comparison(const std::filesystem::path& folder, const Report& report) {
  create_output_folder(folder);
  write_file_atomically(folder / "comparison.csv", comparison_csv(report));
  write_file_atomically(folder / "comparison.json", comparison_json(report));
  write_file_atomically(folder / "results.csv", results_csv(report));
  write_file_atomically(folder / "samples.csv", samples_csv(report));
  write_pages(folder, report, "comparison");
}

/// "NAME=OTHER".
TaskPair task_pair(const std::string& text) {
  const std::size_t sign = text.find('=');
  if (sign == 0 || sign == std::string::npos || sign + 1 == text.size()) {
    throw Error(ErrorCode::usage, "--pair takes NAME=OTHER, two names of tasks, not '" + text + "'");
  }
  return {.name = text.substr(0, sign), .other = text.substr(sign + 1)};
}

void print_comparison(const CompareFlags& flags, const Report& merged) {
  std::printf("%s\n\n", visible_text(headline_of(merged, score_blocks(merged)).sentence).c_str());
  std::fputs(comparison_table(merged, console_style()).c_str(), stdout);
  for (const std::string& warning : merged.warnings) std::printf("%s\n", visible_text(warning).c_str());
  if (!flags.out) return;
  std::printf("\nreport   %s/comparison.html\ntable    %s/comparison.csv, comparison.json\n", flags.out->c_str(),
              flags.out->c_str());
}

int compare(const CompareFlags& flags) {
  if (flags.out && flags.out->empty()) throw Error(ErrorCode::usage, "--out is empty: name a folder");
  if (flags.runs.size() < 2) throw Error(ErrorCode::usage, "compare needs two or more folders of runs");
  std::vector<NamedReport> reports;
  std::string command = "coldread compare";
  for (const std::string& folder : flags.runs) {
    for (const NamedReport& other : reports) {
      if (other.name == folder) throw Error(ErrorCode::usage, folder + " is named twice");
    }
    reports.push_back({.name = folder, .report = load_run(folder)});
    command += " " + folder;
  }
  std::vector<TaskPair> pairs;
  for (const std::string& pair : flags.pairs) {
    pairs.push_back(task_pair(pair));
    command += " --pair " + pair;
  }
  pair_tasks(pairs, reports);
  Report merged = merge_and_compare(reports);
  merged.command = command;
  if (flags.out) write_comparison(*flags.out, merged);
  if (flags.json) {
    std::fputs(comparison_json(merged).c_str(), stdout);
  } else {
    print_comparison(flags, merged);
  }
  if (std::fflush(stdout) != 0) throw Error(ErrorCode::output, "cannot write to standard output");
  return kDone;
}

}  // namespace

void add_compare(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("compare", "compares runs document by document");
  auto flags = std::make_shared<CompareFlags>();
  command->add_option("runs", flags->runs, "folders of runs")->required();
  command->add_option("--out", flags->out,
                      "writes comparison.html, comparison.csv and comparison.json into this folder");
  command->add_option("--pair", flags->pairs, "NAME=OTHER: compares two tasks as one; may be repeated")
      ->allow_extra_args(false);
  command->add_flag("--json", flags->json, "prints JSON instead of the table");
  command->footer(
      "Every pair of runs (or of settings within them) on every metric: difference with its 95 % interval, p value,\n"
      "documents that got better and worse. The first metric of each task is tested; p values are corrected (Holm)\n"
      "over these tests. Documents are paired by task, number and content. Prompts may differ (0-shot against 5-shot,\n"
      "with and without a chat template): the comparison says so and shows how. An unfinished run is compared on what\n"
      "it has.\n\n"
      "Examples:\n"
      "  coldread compare reports/small reports/large --out reports/small-large\n"
      "  coldread compare reports/before reports/after --pair questions=questions_v2");
  command->callback([flags, &exit_code] { exit_code = compare(*flags); });
}

}  // namespace coldread::app
